/** What a live event means for the cache: a finished task leaves every list at once, the rest is fetched again, at most twice a second. */
import type { QueryClient } from '@tanstack/react-query';
import { removeTask } from '../features/tasks/api/taskCache';
import { listen, type LiveData, type LiveKind } from '../lib/events';

const SETTLE_MS = 500;

const roots: Record<LiveKind, string[]> = {
  tasks: ['tasks'],
  orders: ['orders'],
  notifications: ['notifications'],
  imports: ['imports'],
};

export function startLive(cache: QueryClient): () => void {
  const waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    for (const key of waiting) void cache.invalidateQueries({ queryKey: JSON.parse(key) as string[] });
    waiting.clear();
  };
  const later = (key: unknown[]) => {
    waiting.add(JSON.stringify(key));
    timer ??= setTimeout(flush, SETTLE_MS);
  };
  const onEvent = (kind: LiveKind, data: LiveData) => {
    if (kind === 'tasks' && isClosed(data)) removeTask(cache, String(data.task_id ?? data.id));
    for (const root of roots[kind]) later([root]);
    if (kind === 'tasks' && data.order_id) later(['order', String(data.order_id)]);
    if (kind === 'orders' && data.order_id) later(['order', String(data.order_id)]);
    if (data.instance_id) later(['instance', String(data.instance_id)]);
  };
  const everything = () => void cache.invalidateQueries();
  const stop = listen(onEvent, everything);
  return () => {
    clearTimeout(timer);
    stop();
  };
}

const isClosed = (data: LiveData): boolean =>
  Boolean(data.task_id ?? data.id) && [data.change, data.status, data.action].some((word) => word === 'closed' || word === 'completed');
