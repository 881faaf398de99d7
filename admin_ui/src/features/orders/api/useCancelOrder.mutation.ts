import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';
import { orderKey } from './useOrder.query';

/** Asks for the cancellation of an order; the process decides how. */
export function useCancelOrder(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => unwrap(api.POST('/api/v1/orders/{id}/cancel', { params: { path: { id } }, body: { reason } })),
    onSuccess: () => {
      for (const key of [orderKey(id), ['orders'], ['tasks'], ['instance']]) void cache.invalidateQueries({ queryKey: key });
    },
  });
}
