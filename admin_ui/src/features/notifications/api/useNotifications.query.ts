import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

export const notificationsKey = ['notifications'] as const;

/** The newest notices of the signed-in user; renewed by the live line. */
export const useNotifications = () =>
  useQuery({ queryKey: notificationsKey, queryFn: () => unwrap(api.GET('/api/v1/notifications')).then((page) => page.items) });
