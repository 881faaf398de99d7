import '../../styles/forms.css';
import '../../styles/orders.css';
import { ArrowLeft, Lock } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Blank } from '../../components/Blank';
import { Icon } from '../../components/Icon';
import { useMe } from '../../features/identity/api/useMe.query';
import { NewOrder } from '../../features/orders/components/NewOrder';

export default function NewOrderRoute() {
  const { t } = useTranslation('orders');
  const navigate = useNavigate();
  const me = useMe().data;
  useEffect(() => {
    document.title = `${t('new')} · ${t('common:brand')}`;
  }, [t]);
  return (
    <div className="page neworder">
      <header className="bar">
        <button type="button" className="icb" aria-label={t('common:back')} onClick={() => void navigate('/orders')}>
          <Icon as={ArrowLeft} size={18} />
        </button>
        <h1>{t('new')}</h1>
      </header>
      {me?.permissions.includes('orders:create') ? <NewOrder /> : <Blank icon={Lock} title={t('needRight')} />}
    </div>
  );
}
