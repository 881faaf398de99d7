import '../../styles/orders.css';
import '../../styles/bpmn.css';
import { App, Button } from 'antd';
import { ArrowLeft, ChevronRight, Copy, PencilLine, Waypoints } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { Failed, SkeletonRows } from '../../components/Blank';
import { Icon } from '../../components/Icon';
import { PageBar } from '../../components/PageBar';
import { useMe } from '../../features/identity/api/useMe.query';
import { useOrder } from '../../features/orders/api/useOrder.query';
import { CancelButton, cancellable } from '../../features/orders/components/CancelButton';
import { LinesCard } from '../../features/orders/components/LinesCard';
import { OrderAside } from '../../features/orders/components/OrderAside';
import { OrderHead } from '../../features/orders/components/OrderHead';
import { ShipmentsCard } from '../../features/orders/components/ShipmentsCard';
import { TimelineCard } from '../../features/orders/components/TimelineCard';
import { Track } from '../../features/orders/components/Track';
import { InstanceDiagram } from '../../features/processes/components/InstanceDiagram';
import { useOrderTasks } from '../../features/tasks/api/useOrderTasks.query';
import { inboxUrl } from '../../features/tasks/urls';
import { isCandidate } from '../../lib/candidates';
import { usePhone } from '../../lib/usePhone';

export default function OrderRoute() {
  const { t } = useTranslation('orders');
  const navigate = useNavigate();
  const { message } = App.useApp();
  const orderId = useParams().orderId!;
  const me = useMe().data;
  const phone = usePhone();
  const [large, setLarge] = useState(false);
  const query = useOrder(orderId);
  const tasks = useOrderTasks(orderId).data ?? [];
  const order = query.data;
  const open = tasks.find((task) => task.process_id === 'credit_check') ?? tasks.find((task) => !/vip/.test(task.process_id)) ?? tasks[0];
  const mine = tasks.find((task) => me && (task.assignee === me.username || (!task.assignee && isCandidate(task, me))));
  const number = order?.number ?? '';
  const copy = () => void navigator.clipboard?.writeText(number).then(() => message.success(t('copied', { number })));
  const handle = mine && (
    <Button type="primary" onClick={() => void navigate(inboxUrl({}, mine.id))}>
      {t('goHandle')}
    </Button>
  );
  const edit = order?.status.commercial === 'draft' && me?.permissions.includes('orders:edit') && (
    <Button icon={<Icon as={PencilLine} size={14} />} onClick={() => void navigate(`/orders/${orderId}/edit`)}>
      {t('editLines')}
    </Button>
  );
  const cancel = order && cancellable(order) && me?.permissions.includes('orders:cancel') && <CancelButton order={order} />;
  return (
    <div className="page">
      <PageBar
        name={`${number || t('title')} · ${t('common:brand')}`}
        lead={
          <Link to="/orders" className="crumb t3" aria-label={t('back')}>
            <Icon as={ArrowLeft} size={20} className="m-only" />
            <span className="d-only">{t('title')}</span>
            <Icon as={ChevronRight} size={14} className="d-only" />
          </Link>
        }
        title={number || t(query.isError ? 'pageFailed' : 'common:loading')}
        sub={
          order && (
            <button type="button" className="icb d-only" aria-label={t('copy')} onClick={copy}>
              <Icon as={Copy} size={14} />
            </button>
          )
        }
      >
        <span className="row d-only">
          {cancel}
          {edit}
          {handle}
        </span>
      </PageBar>
      <div className="scroll" tabIndex={-1}>
        {query.isPending && <SkeletonRows rows={6} height={110} />}
        {query.isError && <Failed title={t('pageFailed')} error={query.error} onRetry={() => void query.refetch()} away={<Link to="/orders">{t('back')}</Link>} />}
        {order && (
          <div className="gutter">
            <OrderHead order={order} />
            <Track order={order} open={open} />
            <div className="ocols">
              <LinesCard order={order} />
              <OrderAside order={order} />
            </div>
            {(!phone || large) && <InstanceDiagram instanceId={order.process_instance_id} large={large} onLarge={setLarge} />}
            <div className="ocols even">
              <TimelineCard orderId={orderId} />
              <ShipmentsCard order={order} />
            </div>
          </div>
        )}
      </div>
      {order && (
        <footer className="pay m-only phone-acts">
          <Button icon={<Icon as={Waypoints} size={16} />} onClick={() => setLarge(true)}>
            {t('diagram')}
          </Button>
          {cancel}
          {edit}
          {handle}
        </footer>
      )}
    </div>
  );
}
