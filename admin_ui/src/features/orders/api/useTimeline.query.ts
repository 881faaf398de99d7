import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** What happened to an order, newest first. */
export const useTimeline = (id: string) =>
  useQuery({
    queryKey: ['order', id, 'timeline'],
    queryFn: () => unwrap(api.GET('/api/v1/orders/{id}/timeline', { params: { path: { id } } })).then((page) => page.items),
  });
