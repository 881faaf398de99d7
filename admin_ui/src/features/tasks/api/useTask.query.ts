import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

export const taskKey = (id: string) => ['tasks', 'one', id] as const;

/** Everything the decision card shows about one task. */
export const useTask = (id: string | undefined) =>
  useQuery({
    queryKey: taskKey(id ?? ''),
    queryFn: () => unwrap(api.GET('/api/v1/tasks/{id}', { params: { path: { id: id! } } })),
    enabled: Boolean(id),
    placeholderData: keepPreviousData,
  });
