/** The cache of what the server said. Old data stays on screen while it is fetched again; an expired session leads to the login. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './http';

export const ME = ['me'] as const;

const retryable = (error: unknown) => error instanceof Problem && (error.status === 0 || error.status >= 500);

/** Asks again who is signed in: when that is refused too, the shell goes to the login and comes back afterwards. */
function onError(error: unknown, key?: readonly unknown[]): void {
  if (error instanceof Problem && error.status === 401 && key?.[0] !== ME[0]) void queryClient.invalidateQueries({ queryKey: ME });
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error, query) => onError(error, query.queryKey) }),
  mutationCache: new MutationCache({ onError: (error) => onError(error) }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < 2 && retryable(error),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
