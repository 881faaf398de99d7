import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { OrderInput } from '../../../api/types';
import { api, unwrap } from '../../../lib/http';
import { orderKey } from './useOrder.query';

interface Submission {
  body: OrderInput;
  /** The same key with the same body makes one order only, however often it is sent. */
  idempotencyKey: string;
}

export function useCreateOrder() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ body, idempotencyKey }: Submission) =>
      unwrap(api.POST('/api/v1/orders', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } })),
    onSuccess: (order) => {
      cache.setQueryData(orderKey(order.id), order);
      void cache.invalidateQueries({ queryKey: ['orders'] });
      void cache.invalidateQueries({ queryKey: ['tasks'] });
    },
  });
}
