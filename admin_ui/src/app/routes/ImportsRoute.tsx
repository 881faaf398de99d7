import '../../styles/forms.css';
import { useTranslation } from 'react-i18next';
import { PageBar } from '../../components/PageBar';
import { useMe } from '../../features/identity/api/useMe.query';
import { Imports } from '../../features/imports/components/Imports';

export default function ImportsRoute() {
  const { t } = useTranslation('imports');
  return (
    <div className="page">
      <PageBar title={t('title')} name={`${t('title')} · ${t('common:brand')}`} />
      <Imports canStart={useMe().data?.permissions.includes('imports:create') ?? false} />
    </div>
  );
}
