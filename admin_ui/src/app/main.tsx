import '@fontsource-variable/inter/wght.css';
import '../styles/base.css';
import '../styles/shell.css';
import '../styles/atoms.css';
import '../styles/login.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { startI18n } from './i18n';
import { Providers } from './Providers';
import { router } from './router';

startI18n();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
);
