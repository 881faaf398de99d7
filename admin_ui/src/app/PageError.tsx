import { Button } from 'antd';
import { CircleAlert, Compass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { Blank } from '../components/Blank';

/** A page that could not be drawn, or does not exist. */
export function PageError() {
  const { t } = useTranslation();
  const error = useRouteError();
  const missing = !error || (error as { status?: number }).status === 404;
  const text = error instanceof Error ? error.message : undefined;
  return (
    <main className="page">
      <h1 className="sr">{t(missing ? 'error.unknownPage' : 'error.page')}</h1>
      <Blank
        icon={missing ? Compass : CircleAlert}
        title={t(missing ? 'error.unknownPage' : 'error.page')}
        text={text}
        action={
          <Button type="primary" size="small" onClick={() => (missing ? location.assign('/inbox') : location.reload())}>
            {t(missing ? 'app:toInbox' : 'retry')}
          </Button>
        }
      />
    </main>
  );
}
