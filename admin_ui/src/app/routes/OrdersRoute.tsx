import '../../styles/orders.css';
import { Button } from 'antd';
import { Plus, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { Icon } from '../../components/Icon';
import { PageBar } from '../../components/PageBar';
import { SidePanel, ViewPills } from '../../components/SidePanel';
import { ViewTitle } from '../../components/ViewTitle';
import { useMe } from '../../features/identity/api/useMe.query';
import { OrderList } from '../../features/orders/components/OrderList';
import { readFilters } from '../../features/orders/urls';
import { useOrderViews } from '../../features/orders/useOrderViews';

export default function OrdersRoute() {
  const { t } = useTranslation('orders');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const filters = readFilters(params);
  const views = useOrderViews(filters);
  const rights = useMe().data?.permissions ?? [];
  const current = views.flatMap((group) => group.items).find((item) => item.on);
  const name = typeof current?.label === 'string' ? current.label : t('title');
  return (
    <>
      <SidePanel title={t('title')} groups={views} />
      <div className="page olist">
        <PageBar title={<ViewTitle name={name} groups={views} />} name={`${name} · ${t('common:brand')}`}>
          <span className="row d-only">
            {rights.includes('imports:create') && (
              <Button icon={<Icon as={Upload} size={14} />} onClick={() => void navigate('/imports')}>
                {t('import')}
              </Button>
            )}
            {rights.includes('orders:create') && (
              <Button type="primary" icon={<Icon as={Plus} size={14} />} onClick={() => void navigate('/orders/new')}>
                {t('new')}
              </Button>
            )}
          </span>
        </PageBar>
        <ViewPills title={t('title')} groups={views} />
        <OrderList filters={filters} canCreate={rights.includes('orders:create')} />
      </div>
    </>
  );
}
