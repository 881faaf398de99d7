import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** Runs a failed step again. */
export function useRetryIncident() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) => unwrap(api.POST('/api/v1/incidents/{id}/retry', { params: { path: { id } }, body: { reason } })),
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: ['incidents'] });
      void cache.invalidateQueries({ queryKey: ['instance'] });
    },
  });
}
