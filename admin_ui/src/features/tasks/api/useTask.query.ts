import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, unwrap } from '../../../lib/http';

const taskOptions = (id: string) =>
  queryOptions({ queryKey: ['tasks', 'one', id], queryFn: () => unwrap(api.GET('/api/v1/tasks/{id}', { params: { path: { id } } })) });

/** Everything the decision card shows about one task. */
export const useTask = (id: string | undefined) => useQuery({ ...taskOptions(id ?? ''), enabled: Boolean(id) });

/** Fetches the next card ahead, so that it is there when the current one is decided. */
export function usePrefetchTask(id: string | undefined): void {
  const cache = useQueryClient();
  useEffect(() => {
    if (id) void cache.prefetchQuery(taskOptions(id));
  }, [cache, id]);
}
