import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Task } from '../../../api/types';

interface TaskPage {
  items: Task[];
  next_cursor?: string | null;
}

/** Takes a finished task out of every list that is in memory. */
export function removeTask(cache: QueryClient, id: string): void {
  cache.setQueriesData<InfiniteData<TaskPage>>({ queryKey: ['tasks', 'list'] }, (old) =>
    old && { ...old, pages: old.pages.map((page) => ({ ...page, items: page.items.filter((task) => task.id !== id) })) },
  );
  cache.setQueriesData<Task[]>({ queryKey: ['tasks', 'order'] }, (old) => old?.filter((task) => task.id !== id));
}
