import { FileSpreadsheet } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Blank, Failed, SkeletonRows } from '../../../components/Blank';
import { useImports } from '../api/useImports.query';
import { ImportCard } from './ImportCard';
import { UploadCard } from './UploadCard';

/** Upload a spreadsheet, try it dry, watch it, fetch what was rejected. */
export function Imports({ canStart }: { canStart: boolean }) {
  const { t } = useTranslation('imports');
  const imports = useImports();
  return (
    <div className="scroll gutter imports" tabIndex={-1}>
      {canStart && <UploadCard />}
      {imports.isPending && <SkeletonRows rows={3} height={92} />}
      {imports.isError && <Failed title={t('failed')} error={imports.error} onRetry={() => void imports.refetch()} />}
      {imports.data?.length === 0 && <Blank icon={FileSpreadsheet} title={t('empty')} text={t('emptyText')} />}
      {imports.data?.map((job) => (
        <ImportCard key={job.id} known={job} />
      ))}
    </div>
  );
}
