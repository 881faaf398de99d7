import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../../components/Chip';
import { Icon } from '../../../components/Icon';
import { whenShort } from '../../../lib/dates';
import { asProblem } from '../../../lib/http';
import type { ToneName } from '../../../tokens';
import { isOver, useImport } from '../api/useImports.query';
import type { RecentImport } from '../recent';

const share = (part: number, whole: number) => (whole > 0 ? `${(100 * part) / whole}%` : '0%');
const count = (n: number) => n.toLocaleString('en-US');

/** One import: how far it is, what became of the rows, the file of rejects. */
export function ImportCard({ entry }: { entry: RecentImport }) {
  const { t, i18n } = useTranslation('imports');
  const job = useImport(entry.id);
  const data = job.data;
  const over = data ? isOver(data.status) : false;
  const tone: ToneName = !data ? 'neutral' : data.status === 'failed' ? 'red' : over ? 'green' : 'accent';
  return (
    <section className="card pad import" aria-label={entry.name}>
      <div className="row wrap">
        <span className="semi ell">{entry.name}</span>
        {entry.dryRun && <Chip line>{t('dry')}</Chip>}
        {data && <Chip tone={tone}>{t(`status.${data.status}`, { defaultValue: data.status })}</Chip>}
        <span className="grow" />
        <span className="t3 cap num">{whenShort(entry.at, i18n.language)}</span>
      </div>
      {job.isError && <p className="red cap">{asProblem(job.error).detail || t('common:error.network')}</p>}
      {data && (
        <>
          <div className="progress" role="progressbar" aria-label={t('progress')} aria-valuemin={0} aria-valuemax={data.total ?? 0} aria-valuenow={data.done}>
            <span className="ok" style={{ width: share(data.done - data.rejected, data.total ?? 0) }} />
            <span className="bad" style={{ width: share(data.rejected, data.total ?? 0) }} />
          </div>
          <div className="row wrap cap num">
            <span className="t2">{t(entry.dryRun ? 'checked' : 'imported', { done: count(data.done), total: count(data.total ?? 0), created: count(data.created) })}</span>
            {data.rejected > 0 && (
              <>
                <span className="red">{t('rejected', { n: count(data.rejected) })}</span>
                <a className="row g4" href={`/api/v1/imports/${entry.id}/rejects.csv`} download>
                  <Icon as={Download} size={13} />
                  {t('rejectFile')}
                </a>
              </>
            )}
          </div>
        </>
      )}
    </section>
  );
}
