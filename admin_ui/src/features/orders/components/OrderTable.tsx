import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { OrderRow } from '../../../api/types';
import { Chip, Vip } from '../../../components/Chip';
import { Money } from '../../../components/Money';
import { MiniTrack, StateChip } from '../../../components/StateGlyph';
import { whenShort } from '../../../lib/dates';
import { stateDetail, stateOf, stepIndex } from '../../../lib/orderState';
import { useEndReached } from '../../../lib/useEndReached';
import { useRowKeys } from '../../../lib/useRowKeys';
import { useWindowed } from '../../../lib/useWindowed';
import { density } from '../../../tokens';

export interface ListProps {
  orders: OrderRow[];
  hasMore: boolean;
  onMore: () => void;
}

const COLUMNS = 8;
const SHORT = /^[A-Z0-9]{3}$/; // B2B stands for itself in a table

/** The desk's order list: only the rows in view are drawn. */
export function OrderTable({ orders, hasMore, onMore }: ListProps) {
  const { t } = useTranslation('orders');
  const box = useRef<HTMLDivElement>(null);
  const view = useWindowed(box, orders.length, density.compact.row);
  const end = useEndReached(onMore, hasMore);
  useRowKeys(box);
  return (
    <div className="scroll" ref={box} tabIndex={0} role="region" aria-label={t('title')}>
      <table className="tbl" aria-rowcount={hasMore ? -1 : orders.length}>
        <thead>
          <tr>
            <th>{t('col.number')}</th>
            <th>{t('col.customer')}</th>
            <th>{t('col.channel')}</th>
            <th className="r">{t('col.amount')}</th>
            <th>{t('col.state')}</th>
            <th>{t('col.progress')}</th>
            <th>{t('col.external')}</th>
            <th className="r">{t('col.created')}</th>
          </tr>
        </thead>
        <tbody>
          <Gap height={view.before} />
          {orders.slice(view.start, view.end).map((order, index) => (
            <Row key={order.id} order={order} at={view.start + index} />
          ))}
          <Gap height={view.after} />
        </tbody>
      </table>
      <div ref={end} />
    </div>
  );
}

const Gap = ({ height }: { height: number }) =>
  height > 0 ? (
    <tr className="gap" aria-hidden>
      <td colSpan={COLUMNS} style={{ height }} />
    </tr>
  ) : null;

function Row({ order, at }: { order: OrderRow; at: number }) {
  const { t, i18n } = useTranslation('orders');
  const navigate = useNavigate();
  const state = stateOf(order.status, order.step);
  return (
    <tr data-at={at} onClick={() => void navigate(`/orders/${order.id}`)}>
      <td className="code">
        <Link to={`/orders/${order.id}`} onClick={(event) => event.stopPropagation()}>
          {order.number}
        </Link>
      </td>
      <td>
        <span className="row g6">
          <span className="med ell who" title={order.customer.name}>
            {order.customer.name}
          </span>
          <Vip tier={order.customer.tier} />
          {order.tags.filter((tag) => !/^vip/i.test(tag)).slice(0, 1).map((tag) => (
            <Chip key={tag} line>
              {tag}
            </Chip>
          ))}
        </span>
      </td>
      <td className="t3">{SHORT.test(order.channel) ? order.channel : t(`common:channel.${order.channel}`, { defaultValue: order.channel })}</td>
      <td className="r med">
        <Money value={order.totals.gross} />
      </td>
      <td>
        <StateChip state={state} detail={stateDetail(order.status)} />
      </td>
      <td>
        <MiniTrack state={state} at={stepIndex(state, order.step)} />
      </td>
      <td className="t2 code">{order.external_no ?? <span className="t3">—</span>}</td>
      <td className="r num t3">{whenShort(order.created_at, i18n.language)}</td>
    </tr>
  );
}
