import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/Icon';
import { Kbd } from '../components/Kbd';
import { Bell } from '../features/notifications/components/Bell';
import { useKeys } from '../lib/useKeys';
import { CommandPalette } from './CommandPalette';
import type { NavItem } from './nav';

/** Search and notifications: the right end of every page head. `/` goes to the page's own filter where it has one. */
export function ShellTools({ items }: { items: NavItem[] }) {
  const { t } = useTranslation('app');
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen(true);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  useKeys({
    '/': () => {
      const filter = document.querySelector<HTMLElement>('input[aria-keyshortcuts="/"]');
      if (filter) filter.focus();
      else setOpen(true);
    },
  });
  return (
    <span className="bar-tools">
      <button type="button" className="find" onClick={() => setOpen(true)}>
        <Icon as={Search} size={14} />
        <span className="grow ell">{t('search')}</span>
        <Kbd>Ctrl</Kbd>
        <Kbd>K</Kbd>
      </button>
      <button type="button" className="icb m-only" style={{ placeItems: 'center', justifyContent: 'center' }} aria-label={t('search')} onClick={() => setOpen(true)}>
        <Icon as={Search} size={18} />
      </button>
      <Bell />
      {open && <CommandPalette items={items} onClose={() => setOpen(false)} />}
    </span>
  );
}
