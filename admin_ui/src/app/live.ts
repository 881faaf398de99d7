/** What a live hint means for the cache. Hints are gathered for half a second: an import may send hundreds. */
import type { QueryClient } from '@tanstack/react-query';
import type { Import } from '../api/types';
import { renewOrderRow } from '../features/orders/api/orderCache';
import { renewOrderTasks } from '../features/tasks/api/taskCache';
import { listen, type LiveData, type LiveKind } from '../lib/events';
import { refetchShortLists } from '../lib/liveLists';

const SETTLE_MS = 500;
const MOST_ROWS = 10; // rows fetched singly at once; beyond that a long list waits for the next hint

export function startLive(cache: QueryClient): () => void {
  const touched: Record<'orders' | 'tasks', Set<string>> = { orders: new Set(), tasks: new Set() };
  const keys = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const renew = (root: 'orders' | 'tasks', one: (cache: QueryClient, orderId: string) => Promise<void>) => {
    const ids = [...touched[root]];
    touched[root].clear();
    if (ids.length && refetchShortLists(cache, root) && ids.length <= MOST_ROWS) {
      for (const id of ids) one(cache, id).catch(() => undefined); // a row that cannot be read now comes with the next look
    }
  };
  const flush = () => {
    timer = undefined;
    renew('orders', renewOrderRow);
    renew('tasks', renewOrderTasks);
    for (const key of keys) void cache.invalidateQueries({ queryKey: JSON.parse(key) as string[] });
    keys.clear();
  };
  const later = (...key: string[]) => keys.add(JSON.stringify(key));

  const stop = listen((kind: LiveKind, data: LiveData) => {
    const orderId = data.order_id ? String(data.order_id) : null;
    if (kind === 'all') void cache.invalidateQueries();
    else if (kind === 'notifications') later('notifications');
    else if (kind === 'imports') patchImport(cache, data, later);
    else {
      if (orderId) {
        touched[kind].add(orderId);
        later('order', orderId);
        later('tasks', 'order', orderId);
      }
      if (kind === 'tasks') {
        later('tasks', 'counts');
        later('instance', String(data.instance_id));
      }
    }
    timer ??= setTimeout(flush, SETTLE_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** Progress comes with the hint; everything else about an import is asked for. */
function patchImport(cache: QueryClient, data: LiveData, later: (...key: string[]) => void): void {
  const id = String(data.import_id);
  if (typeof data.done === 'number') {
    const done = data.done;
    cache.setQueryData<Import>(['imports', 'one', id], (old) => old && { ...old, done: Math.max(old.done, done) });
  } else later('imports', 'list');
  later('imports', 'one', id);
}
