import { Popover } from 'antd';
import { Bell as BellGlyph, BellOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Notification } from '../../../api/types';
import { Blank, Failed, SkeletonRows } from '../../../components/Blank';
import { Icon } from '../../../components/Icon';
import { whenShort } from '../../../lib/dates';
import { useNotifications } from '../api/useNotifications.query';
import { useReadNotification } from '../api/useReadNotification.mutation';

/** The bell of the page head: how many notices are unread, and the list behind it. */
export function Bell() {
  const { t } = useTranslation('notifications');
  const [open, setOpen] = useState(false);
  const list = useNotifications();
  const unread = (list.data ?? []).filter((item) => !item.read).length;
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" content={<NoticeList onPick={() => setOpen(false)} />} styles={{ container: { padding: 0 } }}>
      <button type="button" className="icb" aria-label={unread ? t('unread', { n: unread }) : t('title')} aria-expanded={open}>
        <Icon as={BellGlyph} size={16} />
        {unread > 0 && <span className="badge num">{unread > 99 ? '99+' : unread}</span>}
      </button>
    </Popover>
  );
}

function NoticeList({ onPick }: { onPick: () => void }) {
  const { t, i18n } = useTranslation('notifications');
  const navigate = useNavigate();
  const list = useNotifications();
  const read = useReadNotification();
  const pick = (notice: Notification) => {
    if (!notice.read) read.mutate(notice.id);
    onPick();
    const to = notice.task_id ? `/inbox?task=${notice.task_id}` : notice.order_id ? `/orders/${notice.order_id}` : null;
    if (to) void navigate(to);
  };
  return (
    <div className="notices">
      <h2 className="notices-head">{t('title')}</h2>
      {list.isPending && <SkeletonRows rows={3} height={52} />}
      {list.isError && <Failed title={t('failed')} error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <Blank icon={BellOff} title={t('empty')} text={t('emptyText')} />}
      {list.data?.map((notice) => (
        <button key={notice.id} type="button" className={`notice ${notice.read ? '' : 'fresh'}`} onClick={() => pick(notice)}>
          <span className="row base">
            <span className={notice.read ? 't2 grow' : 'med grow'}>{notice.text}</span>
            <span className="t3 cap num nowrap">{whenShort(notice.created_at, i18n.language)}</span>
          </span>
          {notice.level !== 'info' && <span className={`cap ${notice.level === 'escalation' ? 'red' : 'amber'}`}>{notice.title}</span>}
        </button>
      ))}
    </div>
  );
}
