import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';
import type { OrderFilters } from '../urls';

const PAGE = 100;

/** Orders, newest first, page by page. */
export const useOrders = (filters: OrderFilters) =>
  useInfiniteQuery({
    queryKey: ['orders', 'list', filters],
    queryFn: ({ pageParam }) => unwrap(api.GET('/api/v1/orders', { params: { query: { ...filters, cursor: pageParam, limit: PAGE } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
