// react-admin as the shell: who is logged in, routes, language, error boundary. The screens come from @shijian/screens.
import { lazy, Suspense } from 'react';
import { CoreAdminContext, CoreAdminUI, CustomRoutes, memoryStore } from 'react-admin';
import { Route } from 'react-router-dom';
import { BinPage, HomePage, ImportPage, ListPage, PageSkeleton, ScreensTheme, ToastProvider } from '@shijian/screens';
import { authProvider } from './auth_provider.ts';
import { i18nProvider } from './i18n/i18n_provider.ts';
import { LoginPage } from './login/LoginPage.tsx';
import { queryClient } from './query_client.ts';
import { PastRecordPage, RecordCreatePage, RecordDetailPage, RecordEditPage } from './records/RecordPages.tsx';
import { SearchPage } from './search/SearchPage.tsx';
import { ErrorPage } from './shell/ErrorPage.tsx';
import { MePage } from './shell/MePage.tsx';
import { MenuPage } from './shell/MenuPage.tsx';
import { NotFoundPage } from './shell/NotFoundPage.tsx';
import { Shell } from './shell/Shell.tsx';

const store = memoryStore();
/** Once in a working life. */
const ApplyPage = lazy(() => import('./login/ApplyPage.tsx').then((module) => ({ default: module.ApplyPage })));

export function App() {
  return (
    <CoreAdminContext authProvider={authProvider} i18nProvider={i18nProvider} queryClient={queryClient} store={store}>
      <ScreensTheme>
        <ToastProvider>
          <CoreAdminUI
            title="市场监管平台"
            layout={Shell}
            dashboard={HomePage}
            loginPage={LoginPage}
            catchAll={NotFoundPage}
            error={ErrorPage}
            loading={PageSkeleton}
            requireAuth
            disableTelemetry
          >
            <CustomRoutes noLayout>
              <Route
                path="/apply"
                element={
                  <Suspense fallback={<PageSkeleton />}>
                    <ApplyPage />
                  </Suspense>
                }
              />
            </CustomRoutes>
            <CustomRoutes>
              <Route path="/list/:view" element={<ListPage />} />
              <Route path="/record/:entity/new" element={<RecordCreatePage />} />
              <Route path="/record/:entity/:id" element={<RecordDetailPage />} />
              <Route path="/record/:entity/:id/as-of/:version" element={<PastRecordPage />} />
              <Route path="/record/:entity/:id/edit" element={<RecordEditPage />} />
              <Route path="/bin/:entity" element={<BinPage />} />
              <Route path="/import/:entity" element={<ImportPage />} />
              <Route path="/import/:entity/:id" element={<ImportPage />} />
              <Route path="/search" element={<SearchPage />} />
              <Route path="/menu" element={<MenuPage />} />
              <Route path="/me" element={<MePage />} />
            </CustomRoutes>
          </CoreAdminUI>
        </ToastProvider>
      </ScreensTheme>
    </CoreAdminContext>
  );
}
