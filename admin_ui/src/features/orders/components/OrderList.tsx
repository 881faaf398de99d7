import { Button, Input } from 'antd';
import { ClipboardList, Search, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Blank, Failed, SkeletonRows } from '../../../components/Blank';
import { Icon } from '../../../components/Icon';
import { Money } from '../../../components/Money';
import { fen } from '../../../lib/money';
import { usePhone } from '../../../lib/usePhone';
import { useOrders } from '../api/useOrders.query';
import { FILTER_KEYS, ordersUrl, type FilterKey, type OrderFilters } from '../urls';
import { OrderCards } from './OrderCards';
import { OrderTable } from './OrderTable';

const TYPING_MS = 300;

export function OrderList({ filters, canCreate }: { filters: OrderFilters; canCreate: boolean }) {
  const { t } = useTranslation('orders');
  const phone = usePhone();
  const query = useOrders(filters);
  const orders = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.items), [query.data]);
  const sum = useMemo(() => orders.reduce((total, order) => total + fen(order.totals.gross), 0n), [orders]);
  const more = query.hasNextPage && !query.isFetchingNextPage;
  const list = { orders, hasMore: more, onMore: () => void query.fetchNextPage() };
  const filtered = FILTER_KEYS.some((key) => filters[key]);
  return (
    <>
      <Tools filters={filters} />
      {query.isPending ? (
        <div className="scroll">
          <SkeletonRows rows={14} height={phone ? 86 : 40} />
        </div>
      ) : query.isError && !orders.length ? (
        <Failed title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
      ) : !orders.length ? (
        <Blank icon={ClipboardList} title={t(filtered ? 'noMatch' : 'empty')} text={t(filtered ? 'noMatchText' : 'emptyText')} action={filtered ? <Link to="/orders">{t('clear')}</Link> : canCreate && <Link to="/orders/new">{t('new')}</Link>} />
      ) : phone ? (
        <OrderCards {...list} />
      ) : (
        <OrderTable {...list} />
      )}
      <footer className="ofoot d-only">
        {query.hasNextPage && (
          <Button size="small" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
        <span className="grow" />
        <span className="t3 num">
          {t('loaded', { n: orders.length.toLocaleString('en-US') })} · {t('sum')} <Money value={sum} />
        </span>
      </footer>
    </>
  );
}

/** The search word and the conditions that are on, each with its way off. */
function Tools({ filters }: { filters: OrderFilters }) {
  const { t } = useTranslation('orders');
  const navigate = useNavigate();
  const [text, setText] = useState(filters.q ?? '');
  useEffect(() => setText(filters.q ?? ''), [filters.q]);
  useEffect(() => {
    if (text.trim() === (filters.q ?? '')) return;
    const handle = setTimeout(() => void navigate(ordersUrl({ ...filters, q: text.trim() || undefined }), { replace: true }), TYPING_MS);
    return () => clearTimeout(handle);
  }, [text, filters, navigate]);
  const named: Record<Exclude<FilterKey, 'q'>, (value: string) => string> = {
    status: (value) => t(`status.${value}`, { defaultValue: value }),
    channel: (value) => t(`common:channel.${value}`, { defaultValue: value }),
    tag: (value) => value,
    customer: (value) => value,
  };
  return (
    <div className="tools">
      <Input allowClear className="osearch" prefix={<Icon as={Search} size={14} className="t3" />} placeholder={t('searchHint')} aria-label={t('searchHint')} aria-keyshortcuts="/" value={text} onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()} onChange={(event) => setText(event.target.value)} />
      {(Object.keys(named) as (keyof typeof named)[]).map((key) => {
        const value = filters[key];
        return (
          value && (
            <button key={key} type="button" className="fchip" aria-label={t('removeFilter', { name: `${t(`filter.${key}`)} ${named[key](value)}` })} onClick={() => void navigate(ordersUrl({ ...filters, [key]: undefined }))}>
              {t(`filter.${key}`)} <b>{named[key](value)}</b>
              <Icon as={X} size={12} />
            </button>
          )
        );
      })}
    </div>
  );
}
