/** One lazy route per screen. Everything but the login stands behind a session. */
import { Navigate, createBrowserRouter } from 'react-router';
import { PageError } from './PageError';
import { SignedIn } from './SignedIn';

const page = (load: () => Promise<{ default: React.ComponentType }>) => async () => ({ Component: (await load()).default });

export const router = createBrowserRouter([
  { path: '/login', lazy: page(() => import('./routes/LoginRoute')), errorElement: <PageError />, hydrateFallbackElement: <div /> },
  {
    path: '/',
    element: <SignedIn />,
    errorElement: <PageError />,
    hydrateFallbackElement: <div />,
    children: [
      { index: true, element: <Navigate to="/inbox" replace /> },
      {
        errorElement: <PageError />,
        children: [
          { path: 'inbox', lazy: page(() => import('./routes/InboxRoute')) },
          { path: 'orders', lazy: page(() => import('./routes/OrdersRoute')) },
          { path: 'orders/new', lazy: page(() => import('./routes/NewOrderRoute')) },
          { path: 'orders/:orderId', lazy: page(() => import('./routes/OrderRoute')) },
          { path: 'orders/:orderId/edit', lazy: page(() => import('./routes/EditOrderRoute')) },
          { path: 'processes', lazy: page(() => import('./routes/ProcessesRoute')) },
          { path: 'processes/:processId', lazy: page(() => import('./routes/ProcessesRoute')) },
          { path: 'incidents', lazy: page(() => import('./routes/IncidentsRoute')) },
          { path: 'imports', lazy: page(() => import('./routes/ImportsRoute')) },
          { path: 'me', lazy: page(() => import('./routes/MeRoute')) },
          { path: '*', element: <PageError /> },
        ],
      },
    ],
  },
]);
