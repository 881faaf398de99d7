import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

export const orderKey = (id: string) => ['order', id] as const;

export const useOrder = (id: string) =>
  useQuery({ queryKey: orderKey(id), queryFn: () => unwrap(api.GET('/api/v1/orders/{id}', { params: { path: { id } } })) });
