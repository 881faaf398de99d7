import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** How many tasks wait in each view; capped at 999 by the service. */
export const useTaskCounts = () =>
  useQuery({ queryKey: ['tasks', 'counts'], queryFn: () => unwrap(api.GET('/api/v1/tasks/counts')), refetchInterval: 60_000 });
