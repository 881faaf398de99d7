import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Notification } from '../../../api/types';
import { api, unwrap } from '../../../lib/http';
import { notificationsKey } from './useNotifications.query';

/** Marks one notice read; shown at once, may run twice. */
export function useReadNotification() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.POST('/api/v1/notifications/{id}/read', { params: { path: { id } } })),
    onMutate: (id) => {
      cache.setQueryData<Notification[]>(notificationsKey, (old) => old?.map((item) => (item.id === id ? { ...item, read: true } : item)));
    },
    onSettled: () => void cache.invalidateQueries({ queryKey: notificationsKey }),
  });
}
