import { useTranslation } from 'react-i18next';
import type { Order } from '../../../api/types';
import { Chip, Vip } from '../../../components/Chip';
import { Money } from '../../../components/Money';
import { StateChip } from '../../../components/StateGlyph';
import { standOf, stateDetail } from '../../../lib/orderState';

export function OrderHead({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  return (
    <div className="row wrap ohead">
      <span className="title">{order.customer.name}</span>
      <Vip tier={order.customer.tier} />
      <StateChip state={standOf(order.status, order.step).state} soft detail={stateDetail(order.status)} />
      <Chip>{t(`common:channel.${order.channel}`, { defaultValue: order.channel })}</Chip>
      {order.urgent && <Chip tone="red">{t('urgent')}</Chip>}
      {order.tags.map((tag) => (
        <Chip key={tag} line>
          {tag}
        </Chip>
      ))}
      <span className="grow" />
      <span className="row base nowrap">
        <span className="t3">{t('grossLabel')}</span>
        <span className="figure">
          <Money value={order.totals.gross} />
        </span>
      </span>
    </div>
  );
}
