import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** Where an order may be shipped from; hardly ever changes. */
export const useWarehouses = () =>
  useQuery({
    queryKey: ['warehouses'],
    queryFn: () => unwrap(api.GET('/api/v1/warehouses')).then((answer) => answer.items),
    staleTime: 300_000,
  });
