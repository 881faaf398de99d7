import { Checkbox } from 'antd';
import { Inbox as InboxGlyph } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Task } from '../../../api/types';
import { Blank, Failed, SkeletonRows } from '../../../components/Blank';
import { Kbd } from '../../../components/Kbd';
import { useEndReached } from '../../../lib/useEndReached';
import { usePhone } from '../../../lib/usePhone';
import { useWindowed } from '../../../lib/useWindowed';
import { density } from '../../../tokens';
import type { useSelection } from '../useSelection';
import { inboxUrl, type InboxFilters } from '../urls';
import { TaskRow } from './TaskRow';

const PHONE_ROW = 72;

interface Props {
  tasks: Task[];
  filters: InboxFilters;
  currentId: string | undefined;
  selection: ReturnType<typeof useSelection>;
  query: { isPending: boolean; isError: boolean; error: unknown; hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown; refetch: () => unknown };
  dock: ReactNode;
}

export function TaskList({ tasks, filters, currentId, selection, query, dock }: Props) {
  const { t } = useTranslation('tasks');
  const box = useRef<HTMLDivElement>(null);
  const rowHeight = usePhone() ? PHONE_ROW : density.compact.listRow;
  const view = useWindowed(box, tasks.length, rowHeight);
  const end = useEndReached(() => void query.fetchNextPage(), query.hasNextPage && !query.isFetchingNextPage);
  const at = tasks.findIndex((task) => task.id === currentId);
  useEffect(() => {
    const element = box.current;
    if (!element || at < 0) return;
    if (at * rowHeight < element.scrollTop) element.scrollTop = at * rowHeight;
    else if ((at + 1) * rowHeight > element.scrollTop + element.clientHeight) element.scrollTop = (at + 1) * rowHeight - element.clientHeight;
  }, [at, rowHeight]);
  const onCheck = (id: string, range: boolean) => (range ? selection.range(id) : selection.toggle(id));
  const some = selection.checked.length > 0;
  return (
    <section className="list" aria-label={t('list')}>
      <div className="lhead d-only">
        <Checkbox aria-label={t('checkAll')} indeterminate={some && selection.checked.length < tasks.length} checked={some && selection.checked.length === tasks.length} disabled={!tasks.length} onChange={selection.all} />
        <span>{t('byTimeLeft')}</span>
        <span className="grow" />
        <span className="row g4">
          <Kbd>J</Kbd>
          <Kbd>K</Kbd> {t('move')}
        </span>
        <span className="row g4">
          <Kbd>X</Kbd> {t('checkKey')}
        </span>
      </div>
      <div ref={box} className="scroll" tabIndex={-1} style={{ paddingBottom: dock ? 120 : 0 }}>
        {query.isPending && <SkeletonRows rows={8} height={rowHeight} />}
        {query.isError && !tasks.length && <Failed title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />}
        {!query.isPending && !query.isError && !tasks.length && <NothingLeft filters={filters} />}
        {tasks.length > 0 && (
          <ul style={{ paddingTop: view.before, paddingBottom: view.after }}>
            {tasks.slice(view.start, view.end).map((task) => (
              <TaskRow key={task.id} task={task} to={inboxUrl(filters, task.id)} current={task.id === currentId} checked={selection.has(task.id)} onCheck={onCheck} />
            ))}
          </ul>
        )}
        <div ref={end} />
        {query.isFetchingNextPage && <SkeletonRows rows={2} height={rowHeight} />}
      </div>
      <div className="dock">{dock}</div>
    </section>
  );
}

function NothingLeft({ filters }: { filters: InboxFilters }) {
  const { t } = useTranslation('tasks');
  const narrowed = filters.view !== 'all' || filters.group || filters.due;
  return (
    <Blank
      icon={InboxGlyph}
      title={t('empty')}
      text={t(narrowed ? 'emptyView' : 'emptyAll')}
      action={narrowed ? <Link to={inboxUrl({})}>{t('seeAll')}</Link> : <Link to="/orders">{t('seeOrders')}</Link>}
    />
  );
}
