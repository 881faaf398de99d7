import type { QueryClient } from '@tanstack/react-query';
import type { Task } from '../../../api/types';
import { api, unwrap } from '../../../lib/http';
import { patchRows } from '../../../lib/liveLists';

/** Takes a finished task out of every list that is in memory. */
export function removeTask(cache: QueryClient, id: string): void {
  patchRows<Task>(cache, 'tasks', (row) => (row.id === id ? null : row));
  cache.setQueriesData<Task[]>({ queryKey: ['tasks', 'order'] }, (old) => old?.filter((task) => task.id !== id));
}

/** Asks for the open tasks of one order and brings the rows in memory in line with them. */
export async function renewOrderTasks(cache: QueryClient, orderId: string): Promise<void> {
  const page = await unwrap(api.GET('/api/v1/tasks', { params: { query: { view: 'all', order_id: orderId } } }));
  const open = new Map(page.items.map((task) => [task.id, task]));
  patchRows<Task>(cache, 'tasks', (row) => (row.order_id === orderId ? (open.get(row.id) ?? null) : row));
}
