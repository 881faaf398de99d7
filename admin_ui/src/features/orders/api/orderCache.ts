import type { QueryClient } from '@tanstack/react-query';
import type { OrderRow } from '../../../api/types';
import { api, unwrap } from '../../../lib/http';
import { patchRows } from '../../../lib/liveLists';

/** Asks for one order and renews its row in every list in memory. */
export async function renewOrderRow(cache: QueryClient, orderId: string): Promise<void> {
  const order = await unwrap(api.GET('/api/v1/orders/{id}', { params: { path: { id: orderId } } }));
  patchRows<OrderRow>(cache, 'orders', (row) => (row.id === orderId ? order : row));
}
