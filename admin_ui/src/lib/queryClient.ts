/** The cache of what the server said. Old data stays on screen while it is fetched again. */
import { QueryClient } from '@tanstack/react-query';
import { Problem } from './http';

const retryable = (error: unknown) => error instanceof Problem && (error.status === 0 || error.status >= 500);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < 2 && retryable(error),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
