import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';
import type { LineInput } from '../draft';
import { orderKey } from './useOrder.query';

interface Edit {
  version: number;
  lines: LineInput[];
  reason: string;
}

/** Replaces the lines of a returned order; refused with 409 when somebody else changed it since `version`. */
export function useEditLines(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Edit) => unwrap(api.PUT('/api/v1/orders/{id}/lines', { params: { path: { id } }, body })),
    onSuccess: (order) => {
      cache.setQueryData(orderKey(id), order);
      for (const key of [['orders'], ['order', id, 'timeline'], ['tasks']]) void cache.invalidateQueries({ queryKey: key });
    },
  });
}
