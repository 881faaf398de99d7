import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** The open tasks of one order. */
export const useOrderTasks = (orderId: string) =>
  useQuery({
    queryKey: ['tasks', 'order', orderId],
    queryFn: () => unwrap(api.GET('/api/v1/tasks', { params: { query: { view: 'all', order_id: orderId } } })).then((page) => page.items),
  });
