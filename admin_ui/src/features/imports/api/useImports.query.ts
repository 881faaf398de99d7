import { useQuery } from '@tanstack/react-query';
import type { Import } from '../../../api/types';
import { api, unwrap } from '../../../lib/http';

/** The newest imports. */
export const useImports = () =>
  useQuery({ queryKey: ['imports', 'list'], queryFn: () => unwrap(api.GET('/api/v1/imports')).then((page) => page.items) });

/** One import with its progress; asked every second while it runs, in case the live line is down. */
export const useImport = (id: string, known: Import) =>
  useQuery({
    queryKey: ['imports', 'one', id],
    queryFn: () => unwrap(api.GET('/api/v1/imports/{id}', { params: { path: { id } } })),
    initialData: known,
    initialDataUpdatedAt: 0,
    refetchInterval: (query) => (query.state.data && isOver(query.state.data.status) ? false : 1000),
  });

export const isOver = (status: string): boolean => status === 'finished' || status === 'failed';
