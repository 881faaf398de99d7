import { Button } from 'antd';
import { Languages, Moon, Sun } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { Icon } from '../../components/Icon';
import { Logo } from '../../components/Logo';
import { LoginForm } from '../../features/identity/components/LoginForm';
import { RouteMap } from '../../features/identity/components/RouteMap';
import { useMode } from '../../lib/theme';
import { setLanguage } from '../i18n';

/** Only paths of this site are followed after login. */
export const safeNext = (next: string | null): string => (next && /^\/(?![/\\])/.test(next) ? next : '/inbox');

export default function LoginRoute() {
  const { t, i18n } = useTranslation('identity');
  const { mode, toggle } = useMode();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  useEffect(() => {
    document.title = `${t('title')} · ${t('common:brand')}`;
  }, [t]);
  return (
    <div className="login">
      <main className="lform">
        <header>
          <span className="brand">
            <Logo size={28} />
            {t('common:brand')}
          </span>
          <span className="row g4">
            <Button type="text" size="small" icon={<Icon as={Languages} size={14} />} onClick={() => setLanguage(i18n.language === 'en' ? 'zh-CN' : 'en')}>
              {t('app:otherLanguage')}
            </Button>
            <button type="button" className="icb" aria-label={t(mode === 'dark' ? 'app:toLight' : 'app:toDark')} onClick={toggle}>
              <Icon as={mode === 'dark' ? Sun : Moon} size={15} />
            </button>
          </span>
        </header>
        <LoginForm onSignedIn={() => void navigate(safeNext(params.get('next')), { replace: true })} />
        <p className="cap t3">{t('foot')}</p>
      </main>
      <aside className="lart" aria-hidden>
        <RouteMap />
        <div className="lcap">
          <p>{t('slogan')}</p>
          <p>{t('sloganText')}</p>
        </div>
      </aside>
    </div>
  );
}
