import { Button } from 'antd';
import { ArrowRight, History } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Blank, Failed, SkeletonRows } from '../../../components/Blank';
import { Icon } from '../../../components/Icon';
import { actorName } from '../../../lib/actors';
import { whenShort } from '../../../lib/dates';
import { useTimeline } from '../api/useTimeline.query';
import { changesOf, iconOf } from '../timeline';

const FIRST = 12;

/** Who did what and why, newest first, with what changed. */
export function TimelineCard({ orderId }: { orderId: string }) {
  const { t, i18n } = useTranslation('orders');
  const timeline = useTimeline(orderId);
  const [all, setAll] = useState(false);
  const items = timeline.data ?? [];
  const word = (code: string) => (code ? t(`status.${code}`, { defaultValue: code }) : '');
  return (
    <section className="card">
      <header>
        <h2>{t('timeline')}</h2>
        <span className="t3">{items.length || ''}</span>
      </header>
      {timeline.isPending && <SkeletonRows rows={4} height={44} />}
      {timeline.isError && <Failed title={t('timelineFailed')} error={timeline.error} onRetry={() => void timeline.refetch()} />}
      {timeline.data?.length === 0 && <Blank icon={History} title={t('noTimeline')} />}
      <ol className="tl">
        {items.slice(0, all ? undefined : FIRST).map((item, index) => (
          <li key={`${item.at}-${index}`}>
            <span className="dot">
              <Icon as={iconOf(item.action)} size={12} />
            </span>
            <div className="row g6 base">
              <b className="med nowrap">{actorName(item.actor, t)}</b>
              <span className="t2">{item.text}</span>
              <span className="grow" />
              <span className="t3 cap num nowrap">{whenShort(item.at, i18n.language)}</span>
            </div>
            {item.reason && <div className="cap t3">{t('because', { reason: item.reason })}</div>}
            {changesOf(item.before, item.after).map((change) => (
              <div key={change.field} className="diffrow">
                <span className="t3">{t(`field.${change.field}`, { defaultValue: change.field })}</span>
                <span className="row g6">
                  {change.before && <span className="old">{word(change.before)}</span>}
                  {change.before && <Icon as={ArrowRight} size={12} className="t3" />}
                  <span className="new">{word(change.after) || '—'}</span>
                </span>
              </div>
            ))}
          </li>
        ))}
      </ol>
      {!all && items.length > FIRST && (
        <p className="pad">
          <Button size="small" onClick={() => setAll(true)}>
            {t('wholeTimeline', { n: items.length })}
          </Button>
        </p>
      )}
    </section>
  );
}
