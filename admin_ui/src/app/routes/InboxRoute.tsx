import '../../styles/inbox.css';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PageBar } from '../../components/PageBar';
import { SidePanel, ViewPills } from '../../components/SidePanel';
import { ViewTitle } from '../../components/ViewTitle';
import { useMe } from '../../features/identity/api/useMe.query';
import { useTaskCounts } from '../../features/tasks/api/useTaskCounts.query';
import { useTasks } from '../../features/tasks/api/useTasks.query';
import { Inbox } from '../../features/tasks/components/Inbox';
import { useInboxViews } from '../../features/tasks/useInboxViews';
import { readFilters, type InboxFilters } from '../../features/tasks/urls';
import { fen, splitForDisplay } from '../../lib/money';

export default function InboxRoute() {
  const { t } = useTranslation('tasks');
  const [params] = useSearchParams();
  const filters = readFilters(params);
  const sum = useSum(filters);
  const me = useMe().data;
  const counts = useTaskCounts().data;
  const views = useInboxViews(filters, counts);
  const current = views.flatMap((group) => group.items).find((item) => item.on);
  const name = typeof current?.label === 'string' ? current.label : t('title');
  return (
    <>
      <SidePanel title={t('title')} groups={views} />
      <div className="page">
        <PageBar title={<ViewTitle name={name} groups={views} />} name={`${name} · ${t('common:brand')}`} sub={current?.count && <span className="t3 num nowrap">{[t('nOpen', { n: current.count }), sum].filter(Boolean).join(' · ')}</span>} />
        <ViewPills title={t('title')} groups={views} />
        {me && <Inbox me={{ username: me.username, groups: me.groups, may: me.permissions.includes('tasks:work') }} />}
      </div>
    </>
  );
}

/** What the tasks of a view are worth together; nothing until all of them are here. */
function useSum(filters: InboxFilters): string | null {
  const tasks = useTasks(filters);
  if (!tasks.data || tasks.hasNextPage) return null;
  const sum = tasks.data.pages.flatMap((page) => page.items).reduce((total, task) => total + fen(task.order?.gross), 0n);
  return sum > 0n ? `¥${splitForDisplay(sum).whole}` : null;
}
