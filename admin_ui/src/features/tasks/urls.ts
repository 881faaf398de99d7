/** The inbox's filters live in the URL, so that a view can be sent to a colleague. */
export type View = 'all' | 'mine' | 'group';
export type Due = 'soon' | 'overdue';

export interface InboxFilters {
  view: View;
  group?: string;
  due?: Due;
}

export function readFilters(params: URLSearchParams): InboxFilters {
  const view = params.get('view');
  const due = params.get('due');
  return {
    view: view === 'mine' || view === 'group' ? view : 'all',
    group: params.get('group') ?? undefined,
    due: due === 'soon' || due === 'overdue' ? due : undefined,
  };
}

export function inboxUrl(filters: Partial<InboxFilters>, task?: string): string {
  const params = new URLSearchParams();
  if (filters.view && filters.view !== 'all') params.set('view', filters.view);
  if (filters.group) params.set('group', filters.group);
  if (filters.due) params.set('due', filters.due);
  if (task) params.set('task', task);
  const text = params.toString();
  return text ? `/inbox?${text}` : '/inbox';
}

export const sameFilters = (one: InboxFilters, other: Partial<InboxFilters>): boolean =>
  one.view === (other.view ?? 'all') && one.group === other.group && one.due === other.due;
