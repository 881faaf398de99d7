import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../api/types';
import { Icon } from '../../../components/Icon';
import { Sla } from '../../../components/Sla';
import { StateGlyph } from '../../../components/StateGlyph';
import { actorName } from '../../../lib/actors';
import { whenShort } from '../../../lib/dates';
import { mainLine, standOf } from '../../../lib/orderState';
import { useTimeline } from '../api/useTimeline.query';
import { stepTimes, type StepDone } from '../stepTimes';

export interface OpenTask {
  name: string;
  due_at?: string | null;
  created_at: string;
  assignee?: string | null;
}

/** The seven steps of an order; on a phone they stand below each other. */
export function Track({ order, open }: { order: Order; open: OpenTask | undefined }) {
  const { t, i18n } = useTranslation('orders');
  const { state, at } = standOf(order.status, order.step);
  const times = stepTimes(useTimeline(order.id).data ?? []);
  const finished = state === 'delivered';
  return (
    <ol className="card track" aria-label={t('track')}>
      {mainLine.map((step, index) => {
        const kind = finished || index < at ? 'done' : index === at ? 'now' : 'todo';
        return (
          <li key={step} className={kind} aria-current={kind === 'now' ? 'step' : undefined}>
            <div className="ln">
              {kind === 'now' ? <StateGlyph state={state} size={18} /> : <span className="dot">{kind === 'done' && <Icon as={Check} size={12} style={{ strokeWidth: 3 }} />}</span>}
            </div>
            <div className={kind === 'todo' ? 't2' : 'semi'}>{t(`step.${step}`)}</div>
            <div className="cap t3 meta">
              {kind === 'done' && <DoneAt done={times[step]} />}
              {kind === 'done' && step === 'approval' && !times.approval && t('byRule')}
              {kind === 'now' && open && <span className="block ell">{[open.name, open.assignee].filter(Boolean).join(' · ')}</span>}
              {kind === 'now' && open?.due_at && <Sla due={open.due_at} since={open.created_at} />}
              {kind === 'now' && !open && whenShort(order.updated_at, i18n.language)}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function DoneAt({ done }: { done: StepDone | undefined }) {
  const { t, i18n } = useTranslation('orders');
  return done ? <span className="num">{[whenShort(done.at, i18n.language), done.actor && actorName(done.actor, t)].filter(Boolean).join(' · ')}</span> : null;
}
