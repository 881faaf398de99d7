import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

interface Handover {
  ids: string[];
  to: string;
  reason: string;
}

/** Hands tasks over to another person, one after the other; stops at the first refusal. */
export function useTransfer() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ ids, to, reason }: Handover) => {
      for (const id of ids) await unwrap(api.POST('/api/v1/tasks/{id}/transfer', { params: { path: { id } }, body: { to, reason } }));
    },
    onSettled: () => void cache.invalidateQueries({ queryKey: ['tasks'] }),
  });
}
