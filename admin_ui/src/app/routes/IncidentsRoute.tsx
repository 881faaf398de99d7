import { useTranslation } from 'react-i18next';
import { PageBar } from '../../components/PageBar';
import { useMe } from '../../features/identity/api/useMe.query';
import { IncidentList } from '../../features/incidents/components/IncidentList';

export default function IncidentsRoute() {
  const { t } = useTranslation('incidents');
  const rights = useMe().data?.permissions ?? [];
  return (
    <div className="page">
      <PageBar title={t('title')} name={`${t('title')} · ${t('common:brand')}`} />
      <IncidentList canRetry={rights.includes('incidents:resolve')} />
    </div>
  );
}
