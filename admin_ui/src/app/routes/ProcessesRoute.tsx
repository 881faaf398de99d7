import '../../styles/bpmn.css';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { PageBar } from '../../components/PageBar';
import { ProcessList } from '../../features/processes/components/ProcessList';

export default function ProcessesRoute() {
  const { t } = useTranslation('processes');
  const { processId } = useParams();
  return (
    <div className="page">
      <PageBar title={t('title')} name={`${t('title')} · ${t('common:brand')}`} />
      <ProcessList chosen={processId} />
    </div>
  );
}
