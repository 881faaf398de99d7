import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';
import type { InboxFilters } from '../urls';

const PAGE = 100;

/** Open tasks, the most urgent first, page by page. */
export const useTasks = (filters: InboxFilters) =>
  useInfiniteQuery({
    queryKey: ['tasks', 'list', filters],
    queryFn: ({ pageParam }) => unwrap(api.GET('/api/v1/tasks', { params: { query: { ...filters, cursor: pageParam, limit: PAGE } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
