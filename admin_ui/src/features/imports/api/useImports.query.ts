import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** One import with its progress; asked every second while it runs, in case the live line is down. */
export const useImport = (id: string) =>
  useQuery({
    queryKey: ['imports', id],
    queryFn: () => unwrap(api.GET('/api/v1/imports/{id}', { params: { path: { id } } })),
    refetchInterval: (query) => (query.state.data && isOver(query.state.data.status) ? false : 1000),
  });

export const isOver = (status: string): boolean => ['done', 'finished', 'completed', 'failed', 'cancelled'].includes(status);
