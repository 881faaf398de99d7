import { Button } from 'antd';
import { Ban } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../../api/types';
import { Icon } from '../../../components/Icon';
import { ReasonDialog } from '../../../components/ReasonDialog';
import { useCancelOrder } from '../api/useCancelOrder.mutation';

const OVER = ['closed', 'rejected', 'cancelled'];
const LEFT = ['partially_shipped', 'shipped', 'delivered'];

/** Whether an order may still be cancelled: nothing of it has left yet. */
export const cancellable = (order: Order): boolean => !OVER.includes(order.status.commercial) && !LEFT.includes(order.status.fulfilment);

/** Cancels an order; asks for the reason. */
export function CancelButton({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const [asking, setAsking] = useState(false);
  const cancel = useCancelOrder(order.id);
  return (
    <>
      <Button icon={<Icon as={Ban} size={14} />} onClick={() => setAsking(true)}>
        {t('cancelOrder')}
      </Button>
      <ReasonDialog open={asking} danger title={t('cancelTitle', { number: order.number })} action={t('cancelOrder')} onClose={() => setAsking(false)} onSubmit={(reason) => cancel.mutateAsync(reason)}>
        <p className="t2 fld">{t('cancelText')}</p>
      </ReasonDialog>
    </>
  );
}
