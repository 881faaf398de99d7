import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Import } from '../../../api/types';
import { Chip } from '../../../components/Chip';
import { Icon } from '../../../components/Icon';
import { whenShort } from '../../../lib/dates';
import type { ToneName } from '../../../tokens';
import { isOver, useImport } from '../api/useImports.query';

const share = (part: number, whole: number) => (whole > 0 ? `${(100 * part) / whole}%` : '0%');
const count = (n: number) => n.toLocaleString('en-US');
const toneOf = (status: string): ToneName => (status === 'failed' ? 'red' : isOver(status) ? 'green' : 'accent');

/** One import: how far it is, what became of the orders in it, the file of rejects. */
export function ImportCard({ known }: { known: Import }) {
  const { t, i18n } = useTranslation('imports');
  const job = useImport(known.id, known).data;
  const words = { done: count(job.done), total: count(job.total), created: count(job.created), rows: count(job.rows) };
  return (
    <section className="card pad import" aria-label={job.filename ?? job.id}>
      <div className="row wrap">
        <span className="semi ell">{job.filename ?? job.id}</span>
        {job.dry_run && <Chip line>{t('dry')}</Chip>}
        <Chip tone={toneOf(job.status)}>{t(`status.${job.status}`, { defaultValue: job.status })}</Chip>
        <span className="grow" />
        <span className="t3 cap num">
          {job.started_by} · {whenShort(job.created_at, i18n.language)}
        </span>
      </div>
      {job.error && <p className="red cap">{job.error}</p>}
      <div className="progress" role="progressbar" aria-label={t('progress')} aria-valuemin={0} aria-valuemax={job.total} aria-valuenow={job.done}>
        <span className="ok" style={{ width: share(job.done - job.rejected, job.total) }} />
        <span className="bad" style={{ width: share(job.rejected, job.total) }} />
      </div>
      <div className="row wrap cap num">
        <span className="t2">{t(job.dry_run ? 'checked' : 'imported', words)}</span>
        {job.rejected > 0 && (
          <>
            <span className="red">{t('rejected', { n: count(job.rejected) })}</span>
            <a className="row g4" href={`/api/v1/imports/${job.id}/rejects.csv`} download>
              <Icon as={Download} size={13} />
              {t('rejectFile')}
            </a>
          </>
        )}
      </div>
    </section>
  );
}
