import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** Takes a task for oneself, or puts it back to its group. */
export function useClaim() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, take }: { id: string; take: boolean }) => {
      const params = { params: { path: { id } } };
      return take ? unwrap(api.POST('/api/v1/tasks/{id}/claim', params)) : unwrap(api.POST('/api/v1/tasks/{id}/unclaim', params));
    },
    onSettled: () => void cache.invalidateQueries({ queryKey: ['tasks'] }),
  });
}
