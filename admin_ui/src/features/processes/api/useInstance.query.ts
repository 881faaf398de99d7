import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** Where a running or finished process stands: its tokens, its path, what it called. */
export const useInstance = (id: string | null | undefined) =>
  useQuery({
    queryKey: ['instance', id],
    queryFn: () => unwrap(api.GET('/api/v1/instances/{id}', { params: { path: { id: id! } } })),
    enabled: Boolean(id),
  });
