import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** The deployed processes, newest version of each. */
export const useDefinitions = () =>
  useQuery({ queryKey: ['definitions'], queryFn: () => unwrap(api.GET('/api/v1/definitions')).then((page) => page.items), staleTime: 60_000 });
