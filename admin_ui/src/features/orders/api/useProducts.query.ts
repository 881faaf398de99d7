import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** Products whose code or name matches. */
export const useProducts = (q: string) =>
  useQuery({
    queryKey: ['products', q],
    queryFn: () => unwrap(api.GET('/api/v1/products', { params: { query: { q: q || undefined } } })).then((page) => page.items),
    placeholderData: keepPreviousData,
  });
