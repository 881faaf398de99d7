/** The views of the inbox with their counts, for the side panel and the pills. */
import { useTranslation } from 'react-i18next';
import type { TaskCounts } from '../../api/types';
import type { PanelGroup, PanelItem } from '../../components/SidePanel';
import { inboxUrl, sameFilters, type InboxFilters } from './urls';

const CAP = 999;
const show = (n: number | undefined) => (n === undefined ? undefined : n >= CAP ? `${CAP}+` : String(n));

export function useInboxViews(filters: InboxFilters, counts: TaskCounts | undefined): PanelGroup[] {
  const { t } = useTranslation('tasks');
  const item = (key: string, to: Partial<InboxFilters>, count: number | undefined, hot = false): PanelItem => ({
    key,
    label: key.startsWith('group:') ? t(`common:group.${to.group}`, { defaultValue: to.group }) : t(`view.${key}`),
    to: inboxUrl(to),
    count: show(count),
    hot: hot && Boolean(count),
    on: sameFilters(filters, to),
  });
  const main = [
    item('all', {}, counts && counts.mine + counts.group),
    item('group', { view: 'group' }, counts?.group),
    item('mine', { view: 'mine' }, counts?.mine),
    item('soon', { due: 'soon' }, counts?.soon),
    item('overdue', { due: 'overdue' }, counts?.overdue, true),
  ];
  const groups = Object.entries(counts?.by_group ?? {}).map(([group, n]) => item(`group:${group}`, { group }, n));
  return [
    { key: 'main', items: main },
    ...(groups.length > 1 || (groups.length === 1 && filters.group) ? [{ key: 'groups', title: t('groups'), items: groups }] : []),
  ];
}
