import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { OrderRow } from '../../../api/types';
import { Vip } from '../../../components/Chip';
import { Money } from '../../../components/Money';
import { MiniTrack, StateChip } from '../../../components/StateGlyph';
import { whenShort } from '../../../lib/dates';
import { stateDetail, stateOf, stepIndex } from '../../../lib/orderState';
import { useEndReached } from '../../../lib/useEndReached';
import { useWindowed } from '../../../lib/useWindowed';
import type { ListProps } from './OrderTable';

const CARD_HEIGHT = 86;

/** The phone's order list. */
export function OrderCards({ orders, hasMore, onMore }: ListProps) {
  const { t } = useTranslation('orders');
  const box = useRef<HTMLDivElement>(null);
  const view = useWindowed(box, orders.length, CARD_HEIGHT);
  const end = useEndReached(onMore, hasMore);
  return (
    <div className="scroll ocards" ref={box} tabIndex={0} role="region" aria-label={t('title')}>
      <ul style={{ paddingTop: view.before, paddingBottom: view.after }}>
        {orders.slice(view.start, view.end).map((order) => (
          <Card key={order.id} order={order} />
        ))}
      </ul>
      <div ref={end} />
    </div>
  );
}

function Card({ order }: { order: OrderRow }) {
  const { i18n } = useTranslation('orders');
  const state = stateOf(order.status, order.step);
  return (
    <li className="card ocard">
      <div className="row g6">
        <Link to={`/orders/${order.id}`} className="semi ell">
          {order.customer.name}
        </Link>
        <Vip tier={order.customer.tier} />
        <span className="grow" />
        <span className="semi">
          <Money value={order.totals.gross} />
        </span>
      </div>
      <div className="row">
        <StateChip state={state} detail={stateDetail(order.status)} />
        <MiniTrack state={state} at={stepIndex(state, order.step)} />
        <span className="grow" />
        <span className="t3 cap num">{whenShort(order.created_at, i18n.language)}</span>
      </div>
    </li>
  );
}
