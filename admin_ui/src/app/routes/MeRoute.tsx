import { Button, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Avatar } from '../../components/Avatar';
import { Icon } from '../../components/Icon';
import { PageBar } from '../../components/PageBar';
import { signOut } from '../../features/identity/api/signOut';
import { useMe } from '../../features/identity/api/useMe.query';
import { flushDecisions } from '../../features/tasks/decisions';
import type { Language } from '../../lib/language';
import { useMode } from '../../lib/theme';
import { setLanguage } from '../i18n';
import { IN_BAR, allowed, navItems } from '../nav';

/** The phone's fifth item: who I am, how it looks, and the pages that do not fit the bottom bar. */
export default function MeRoute() {
  const { t, i18n } = useTranslation('app');
  const { mode, toggle } = useMode();
  const me = useMe().data;
  if (!me) return null;
  const further = navItems.filter((item) => allowed(item, me.permissions)).slice(IN_BAR);
  return (
    <div className="page">
      <PageBar title={t('nav.me')} name={t('nav.me')} />
      <div className="scroll gutter">
        <section className="card pad row g12">
          <Avatar name={me.name} size={40} />
          <div>
            <div className="semi">{me.name}</div>
            <div className="t3 cap">{me.roles.map((role) => t(`common:group.${role}`, role)).join(' · ')}</div>
          </div>
        </section>
        <section className="card pad">
          <div className="fld">
            <span className="lab">{t('language')}</span>
            <Segmented block aria-label={t('language')} value={i18n.language} options={[{ value: 'zh-CN', label: '中文' }, { value: 'en', label: 'English' }]} onChange={(value) => setLanguage(value as Language)} />
          </div>
          <div className="fld">
            <span className="lab">{t('theme')}</span>
            <Segmented block aria-label={t('theme')} value={mode} options={[{ value: 'light', label: t('light') }, { value: 'dark', label: t('dark') }]} onChange={(value) => value !== mode && toggle()} />
          </div>
        </section>
        {further.length > 0 && (
          <section className="card">
            {further.map((item) => (
              <Link key={item.to} to={item.to} className="row pad me-link">
                <Icon as={item.icon} size={16} />
                {t(`nav.${item.key}`)}
              </Link>
            ))}
          </section>
        )}
        <Button size="large" onClick={() => void flushDecisions().then(signOut)}>
          {t('signOut')}
        </Button>
      </div>
    </div>
  );
}
