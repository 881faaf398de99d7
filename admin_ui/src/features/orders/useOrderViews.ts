/** The fixed views of the order list: by state, by channel, by tag. */
import { useTranslation } from 'react-i18next';
import type { PanelGroup } from '../../components/SidePanel';
import { ordersUrl, type OrderFilters } from './urls';

const STATES = ['in_approval', 'confirmed', 'backordered', 'picking', 'shipped', 'delivered', 'draft', 'rejected', 'cancelled'];
const CHANNELS = ['B2B', 'B2C', 'O2O'];
const VIP_TAG = 'VIP通道';

export function useOrderViews(filters: OrderFilters): PanelGroup[] {
  const { t } = useTranslation('orders');
  const same = (view: OrderFilters) => (['status', 'channel', 'tag'] as const).every((key) => filters[key] === view[key]);
  const item = (key: string, label: string, view: OrderFilters) => ({ key, label, to: ordersUrl(view), on: same(view) });
  return [
    { key: 'all', items: [item('all', t('view.all'), {}), item('vip', t('view.vip'), { tag: VIP_TAG })] },
    { key: 'states', title: t('view.byState'), items: STATES.map((state) => item(state, t(`status.${state}`), { status: state })) },
    { key: 'channels', title: t('view.byChannel'), items: CHANNELS.map((channel) => item(channel, t(`common:channel.${channel}`), { channel })) },
  ];
}
