import '../../styles/inbox.css';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PageBar } from '../../components/PageBar';
import { SidePanel, ViewPills } from '../../components/SidePanel';
import { useMe } from '../../features/identity/api/useMe.query';
import { useTaskCounts } from '../../features/tasks/api/useTaskCounts.query';
import { Inbox } from '../../features/tasks/components/Inbox';
import { useInboxViews } from '../../features/tasks/useInboxViews';
import { readFilters } from '../../features/tasks/urls';

export default function InboxRoute() {
  const { t } = useTranslation('tasks');
  const [params] = useSearchParams();
  const me = useMe().data;
  const counts = useTaskCounts().data;
  const views = useInboxViews(readFilters(params), counts);
  const current = views.flatMap((group) => group.items).find((item) => item.on);
  const name = typeof current?.label === 'string' ? current.label : t('title');
  return (
    <>
      <SidePanel title={t('title')} groups={views} />
      <div className="page">
        <PageBar title={name} name={`${name} · ${t('common:brand')}`} sub={current?.count && <span className="t3 num">{t('nOpen', { n: current.count })}</span>} />
        <ViewPills title={t('title')} groups={views} />
        {me && <Inbox me={{ username: me.username, groups: me.groups, may: me.permissions.includes('tasks:work') }} />}
      </div>
    </>
  );
}
