// The frame around every page: header, menu by role, the page itself, and on the phone a bar for the thumb.
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { AppFrame, ErrorState, ModelProvider, PageSkeleton, ScreensTheme, useModel } from '@shijian/screens';
import { ChangePasswordGate } from '../login/ChangePasswordGate.tsx';
import { LoginSheet } from '../login/LoginSheet.tsx';
import { BottomBar } from './BottomBar.tsx';
import { ErrorPage } from './ErrorPage.tsx';
import { Header } from './Header.tsx';
import { HelpDialog } from './HelpDialog.tsx';
import { Nav } from './Nav.tsx';
import { prefetchScreens } from './prefetch.ts';

export function Shell(props: { children?: ReactNode }) {
  return (
    <ChangePasswordGate>
      <ModelProvider loading={<PageSkeleton />} failed={(error, retry) => <ErrorState error={error} onRetry={retry} />}>
        <Frame>{props.children}</Frame>
        <LoginSheet />
      </ModelProvider>
    </ChangePasswordGate>
  );
}

function Frame(props: { children?: ReactNode }) {
  const model = useModel();
  useEffect(() => prefetchScreens(), []);
  return (
    <ScreensTheme brand={model.tenant.brand.colour}>
      <AppFrame
        header={<Header />}
        menu={<Nav />}
        bar={<BottomBar />}
        failed={(error, retry) => <ErrorPage error={error} resetErrorBoundary={retry} />}
      >
        {props.children}
      </AppFrame>
      <HelpDialog />
    </ScreensTheme>
  );
}
