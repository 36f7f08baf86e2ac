// The studio: theme, session, the bureau at the door, and its rooms.
import { lazy } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { Navigate, Route, Routes } from 'react-router-dom';
import { ScreensTheme, ToastProvider } from '@shijian/screens/kit';
import { queryClient } from './client/query_client.ts';
import { NotFoundPage } from './shell/NotFoundPage.tsx';
import { SessionGate } from './shell/SessionGate.tsx';
import { Shell } from './shell/Shell.tsx';

const DocumentsPage = lazy(() => import('./documents/DocumentsPage.tsx'));
const DraftsPage = lazy(() => import('./drafts/DraftsPage.tsx'));
const ExplainPage = lazy(() => import('./insight/ExplainPage.tsx'));
const IntegrityPage = lazy(() => import('./insight/IntegrityPage.tsx'));
const HistoryPage = lazy(() => import('./history/HistoryPage.tsx'));
const PackagesPage = lazy(() => import('./packages/PackagesPage.tsx'));
const DraftPage = lazy(() => import('./drafts/DraftPage.tsx'));

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <ScreensTheme>
        <ToastProvider>
          <SessionGate>
            <Shell>
              <Routes>
                <Route path="/" element={<Navigate to="/packages" replace />} />
                <Route path="/documents" element={<DocumentsPage />} />
                <Route path="/drafts" element={<DraftsPage />} />
                <Route path="/drafts/:id" element={<DraftPage />} />
                <Route path="/history" element={<HistoryPage />} />
                <Route path="/packages" element={<PackagesPage />} />
                <Route path="/integrity" element={<IntegrityPage />} />
                <Route path="/explain" element={<ExplainPage />} />
                <Route path="*" element={<NotFoundPage />} />
              </Routes>
            </Shell>
          </SessionGate>
        </ToastProvider>
      </ScreensTheme>
    </QueryClientProvider>
  );
}
