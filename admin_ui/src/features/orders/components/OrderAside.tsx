import { useTranslation } from 'react-i18next';
import type { Order } from '../../../api/types';
import { CreditBar } from '../../../components/CreditBar';
import { whenShort } from '../../../lib/dates';
import { fen } from '../../../lib/money';
import { heldBy } from '../../../lib/orderState';

/** Credit and delivery beside the lines. */
export function OrderAside({ order }: { order: Order }) {
  const { t, i18n } = useTranslation('orders');
  const gross = fen(order.totals.gross);
  const held = heldBy(order.status, gross);
  const live = !['rejected', 'cancelled', 'closed'].includes(order.status.commercial);
  const rows: [label: string, value: string | null | undefined][] = [
    [t('field.external_no'), order.external_no],
    [t('field.warehouse_code'), order.warehouse_code],
    [t('field.submitted_by'), order.submitted_by],
    [t('field.created_at'), whenShort(order.created_at, i18n.language)],
    [t('field.updated_at'), whenShort(order.updated_at, i18n.language)],
    [t('field.remark'), order.remark],
  ];
  return (
    <aside className="card pad" aria-labelledby="order-aside">
      <h2 id="order-aside" className="aside-head">
        {t('aside')}
      </h2>
      {order.credit && <CreditBar limit={fen(order.credit.limit)} used={fen(order.credit.used) + fen(order.credit.frozen) - held} order={live ? gross : 0n} />}
      <dl className="dl aside-list">
        {rows.map(
          ([label, value]) =>
            value && (
              <div key={label} className="dl-row">
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </aside>
  );
}
