import { useQuery } from '@tanstack/react-query';
import type { User } from '../../../api/types';
import { showTimesIn } from '../../../lib/dates';
import { api, unwrap } from '../../../lib/http';
import { ME } from '../../../lib/queryClient';

async function fetchMe(): Promise<User> {
  const user = await unwrap(api.GET('/api/v1/me'));
  showTimesIn(user.timezone);
  return user;
}

/** Who is signed in; a 401 problem when nobody is. From then on times are shown in the company's zone. */
export const useMe = () => useQuery<User>({ queryKey: ME, queryFn: fetchMe, staleTime: 300_000 });
