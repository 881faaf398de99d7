import '../../styles/forms.css';
import '../../styles/orders.css';
import { ArrowLeft, Lock } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Blank, Failed, SkeletonRows } from '../../components/Blank';
import { Icon } from '../../components/Icon';
import { useOrder } from '../../features/orders/api/useOrder.query';
import { EditLines } from '../../features/orders/components/EditLines';

export default function EditOrderRoute() {
  const { t } = useTranslation('orders');
  const orderId = useParams().orderId!;
  const query = useOrder(orderId);
  const order = query.data;
  const title = t('editTitle', { number: order?.number ?? '' });
  useEffect(() => {
    document.title = `${title} · ${t('common:brand')}`;
  }, [title, t]);
  return (
    <div className="page neworder">
      <header className="bar">
        <Link className="icb" to={`/orders/${orderId}`} aria-label={t('common:back')}>
          <Icon as={ArrowLeft} size={18} />
        </Link>
        <h1>{title}</h1>
      </header>
      {query.isPending && <SkeletonRows rows={4} height={110} />}
      {query.isError && <Failed title={t('pageFailed')} error={query.error} onRetry={() => void query.refetch()} away={<Link to="/orders">{t('back')}</Link>} />}
      {order && (order.status.commercial === 'draft' ? <EditLines order={order} /> : <Blank icon={Lock} title={t('notEditable')} action={<Link to={`/orders/${orderId}`}>{t('toOrder')}</Link>} />)}
    </div>
  );
}
