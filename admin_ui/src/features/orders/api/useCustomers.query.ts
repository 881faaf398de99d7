import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** Customers whose code or name matches. */
export const useCustomers = (q: string) =>
  useQuery({
    queryKey: ['customers', q],
    queryFn: () => unwrap(api.GET('/api/v1/customers', { params: { query: { q: q || undefined } } })).then((page) => page.items),
    placeholderData: keepPreviousData,
  });
