import { Button, Input } from 'antd';
import { CircleAlert } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../components/Icon';
import { asProblem } from '../../../lib/http';
import { useLogin } from '../api/useLogin.mutation';

export function LoginForm({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useTranslation('identity');
  const login = useLogin();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const blank = !username.trim() || !password;
    setMissing(blank);
    if (!blank) login.mutate({ username: username.trim(), password }, { onSuccess: onSignedIn });
  };
  const problem = login.isError ? asProblem(login.error) : null;
  const refusal = missing ? t('missing') : problem && (problem.code === 'network' ? t('common:error.network') : problem.detail);
  const status = refusal ? 'error' : undefined;
  return (
    <form className="lbox" onSubmit={submit} noValidate>
      <h1>{t('title')}</h1>
      <p className="t3 lsub">{t('sub')}</p>
      <label className="fld">
        <span className="lab">{t('username')}</span>
        <Input size="large" name="username" autoComplete="username" autoFocus autoCapitalize="none" spellCheck={false} status={status} value={username} onChange={(event) => setUsername(event.target.value)} />
      </label>
      <label className="fld">
        <span className="lab">{t('password')}</span>
        <Input.Password size="large" name="password" autoComplete="current-password" status={status} value={password} aria-describedby="login-refusal" onChange={(event) => setPassword(event.target.value)} />
      </label>
      <div id="login-refusal" role="alert">
        {refusal && (
          <p className="fld-err lerr">
            <Icon as={CircleAlert} size={13} style={{ marginTop: 2 }} />
            {refusal}
          </p>
        )}
      </div>
      <Button type="primary" size="large" block htmlType="submit" loading={login.isPending}>
        {t('submit')}
      </Button>
    </form>
  );
}
