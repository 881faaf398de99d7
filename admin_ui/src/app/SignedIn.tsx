import { useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';
import { Failed } from '../components/Blank';
import { useMe } from '../features/identity/api/useMe.query';
import { asProblem } from '../lib/http';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../lib/queryClient';
import { startLive } from './live';
import { Shell } from './Shell';

/** Lets nobody in without a session and opens the live line for those who have one. */
export function SignedIn() {
  const { t } = useTranslation();
  const location = useLocation();
  const me = useMe();
  const signedIn = me.isSuccess;
  useEffect(() => (signedIn ? startLive(queryClient) : undefined), [signedIn]);
  if (me.isError) {
    if (asProblem(me.error).status === 401) {
      return <Navigate to={`/login?next=${encodeURIComponent(location.pathname + location.search)}`} replace />;
    }
    return <Failed title={t('error.page')} error={me.error} onRetry={() => void me.refetch()} />;
  }
  if (!me.data) return null;
  return <Shell me={me.data} />;
}
