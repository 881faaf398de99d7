import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** Runs a failed step again, with these variables corrected. */
export function useRetryIncident() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason, variables }: { id: string; reason: string; variables: Record<string, unknown> }) =>
      unwrap(api.POST('/api/v1/incidents/{id}/retry', { params: { path: { id } }, body: { reason, variables } })),
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: ['incidents'] });
      void cache.invalidateQueries({ queryKey: ['instance'] });
    },
  });
}
