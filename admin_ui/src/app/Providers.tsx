/** Theme, language of the parts, and the query cache, around everything. */
import { QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import { useCallback, useLayoutEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../lib/queryClient';
import { prefersLessMotion } from '../lib/motion';
import { ModeContext, applyMode, rememberMode, storedMode } from '../lib/theme';
import { antdTheme } from '../tokens';

applyMode(storedMode());

export function Providers({ children }: { children: ReactNode }) {
  const [mode, setMode] = useState(storedMode);
  const { i18n } = useTranslation();
  useLayoutEffect(() => applyMode(mode), [mode]);
  const toggle = useCallback(() => {
    setMode((current) => {
      const next = current === 'dark' ? 'light' : 'dark';
      rememberMode(next);
      return next;
    });
  }, []);
  const theme = useMemo(() => antdTheme(mode, prefersLessMotion()), [mode]);
  return (
    <ModeContext.Provider value={useMemo(() => ({ mode, toggle }), [mode, toggle])}>
      <ConfigProvider locale={i18n.language === 'en' ? enGB : zhCN} theme={theme} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
        <App className="app-root">
          <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
        </App>
      </ConfigProvider>
    </ModeContext.Provider>
  );
}
