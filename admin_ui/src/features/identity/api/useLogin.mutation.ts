import { useMutation, useQueryClient } from '@tanstack/react-query';
import { showTimesIn } from '../../../lib/dates';
import { api, unwrap } from '../../../lib/http';
import { ME } from '../../../lib/queryClient';

interface Credentials {
  username: string;
  password: string;
}

/** Opens a session (a cookie) and remembers who it is. Forgets what an earlier user had loaded. */
export function useLogin() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Credentials) => unwrap(api.POST('/api/v1/sessions', { body })),
    onSuccess: ({ user }) => {
      showTimesIn(user.timezone);
      cache.clear();
      cache.setQueryData(ME, user);
    },
  });
}
