import { useInfiniteQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** Steps that failed for good and wait for a person, newest first. */
export const useIncidents = () =>
  useInfiniteQuery({
    queryKey: ['incidents'],
    queryFn: ({ pageParam }) => unwrap(api.GET('/api/v1/incidents', { params: { query: { cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: 30_000,
  });
