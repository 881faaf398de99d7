import { useQuery } from '@tanstack/react-query';
import type { User } from '../../../api/types';
import { api, unwrap } from '../../../lib/http';
import { ME } from '../../../lib/queryClient';


/** Who is signed in; a 401 problem when nobody is. */
export const useMe = () =>
  useQuery<User>({ queryKey: ME, queryFn: () => unwrap(api.GET('/api/v1/me')), staleTime: 300_000 });
