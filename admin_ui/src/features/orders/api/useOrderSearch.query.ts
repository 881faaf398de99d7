import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** The first few orders that match a word; nothing for an empty word. */
export const useOrderSearch = (q: string) =>
  useQuery({
    queryKey: ['orders', 'search', q],
    queryFn: () => unwrap(api.GET('/api/v1/orders', { params: { query: { q, limit: 6 } } })).then((page) => page.items),
    enabled: q.length > 1,
  });
