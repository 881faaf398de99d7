import { Dropdown } from 'antd';
import { CircleHelp, CloudOff, LogOut, Moon, Sun, UserRound } from 'lucide-react';
import { Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useLocation } from 'react-router';
import type { User } from '../api/types';
import { Avatar } from '../components/Avatar';
import { Icon } from '../components/Icon';
import { Logo } from '../components/Logo';
import { BarTools } from '../components/PageBar';
import { signOut } from '../features/identity/api/signOut';
import { useTaskCounts } from '../features/tasks/api/useTaskCounts.query';
import { flushDecisions } from '../features/tasks/decisions';
import { useOnline } from '../lib/useOnline';
import { useMode } from '../lib/theme';
import { HelpDialog } from './HelpDialog';
import { setLanguage } from './i18n';
import { IN_BAR, allowed, navItems } from './nav';
import { ShellTools } from './ShellTools';
import { useJumpKeys } from './useJumpKeys';

const CAP = 999;
const FULL_SCREEN = /^\/orders\/.+$/;

export function Shell({ me }: { me: User }) {
  const { t } = useTranslation('app');
  const { pathname } = useLocation();
  const [help, setHelp] = useState(false);
  const online = useOnline();
  const counts = useTaskCounts();
  const items = navItems.filter((item) => allowed(item, me.permissions));
  const open = counts.data ? counts.data.mine + counts.data.group : 0;
  const waiting = open > CAP ? `${CAP}+` : String(open);
  useJumpKeys(items, () => setHelp(true));
  const tools = useMemo(() => <ShellTools items={items} />, [items]);
  const badge = waiting !== '0' && <span className="badge num">{waiting}</span>;
  return (
    <BarTools.Provider value={tools}>
      {!online && (
        <p className="note tone-neutral offline" role="status">
          <Icon as={CloudOff} size={15} />
          {t('offline')}
        </p>
      )}
      <div className={`shell ${FULL_SCREEN.test(pathname) ? 'focus' : ''} ${online ? '' : 'cut-off'}`}>
        <nav className="rail" aria-label={t('mainNav')}>
          <span className="logo">
            <Logo />
          </span>
          {items.map((item) => (
            <NavLink key={item.to} to={item.to} end={item.to === '/orders/new' || pathname === '/orders/new'} className="nav">
              <Icon as={item.icon} size={18} />
              {t(`nav.${item.key}`)}
              {item.key === 'inbox' && badge}
            </NavLink>
          ))}
          <span className="grow" />
          <ThemeButton />
          <button type="button" className="nav" aria-label={t('help')} onClick={() => setHelp(true)}>
            <Icon as={CircleHelp} size={18} />
          </button>
          <UserMenu me={me} />
        </nav>
        <main className="sheet">
          <Suspense fallback={null}>
            <Outlet />
          </Suspense>
        </main>
        <nav className="tabs-b" aria-label={t('bottomNav')}>
          {items.slice(0, IN_BAR).map((item) => (
            <NavLink key={item.to} to={item.to} end={item.to === '/orders/new' || pathname === '/orders/new'}>
              <Icon as={item.icon} size={20} />
              {t(`nav.${item.key}`)}
              {item.key === 'inbox' && badge}
            </NavLink>
          ))}
          <NavLink to="/me">
            <Icon as={UserRound} size={20} />
            {t('nav.me')}
          </NavLink>
        </nav>
        <HelpDialog open={help} onClose={() => setHelp(false)} />
      </div>
    </BarTools.Provider>
  );
}

function ThemeButton() {
  const { t } = useTranslation('app');
  const { mode, toggle } = useMode();
  return (
    <button type="button" className="nav" aria-label={t(mode === 'dark' ? 'toLight' : 'toDark')} onClick={toggle}>
      <Icon as={mode === 'dark' ? Sun : Moon} size={18} />
    </button>
  );
}

function UserMenu({ me }: { me: User }) {
  const { t, i18n } = useTranslation('app');
  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  const items = [
    { key: 'who', label: `${me.name} · ${me.roles.map((role) => t(`common:group.${role}`, role)).join(' ')}`, disabled: true },
    { key: 'language', label: t('otherLanguage'), onClick: () => setLanguage(other) },
    { key: 'out', label: t('signOut'), icon: <Icon as={LogOut} size={14} />, onClick: () => void flushDecisions().then(signOut) },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="topRight">
      <button type="button" className="me" aria-label={t('account', { name: me.name })}>
        <Avatar name={me.name} size={30} />
      </button>
    </Dropdown>
  );
}
