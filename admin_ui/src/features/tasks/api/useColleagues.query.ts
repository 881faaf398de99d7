import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** Who a task can be handed to; asked when `wanted`. */
export const useColleagues = (wanted: boolean) =>
  useQuery({
    queryKey: ['users'],
    queryFn: () => unwrap(api.GET('/api/v1/users')).then((answer) => answer.items),
    enabled: wanted,
    staleTime: 60_000,
  });
