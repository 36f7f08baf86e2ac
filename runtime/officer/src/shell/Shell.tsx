// The frame around every page: header, menu by role, the page itself, and on the phone a bar for the thumb.
import { Suspense, useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useLocation } from 'react-router-dom';
import { ErrorState, ModelProvider, PageSkeleton, ScreensTheme, useMe, useModel, usePhone } from '@shijian/screens';
import { ChangePasswordGate } from '../login/ChangePasswordGate.tsx';
import { LoginSheet } from '../login/LoginSheet.tsx';
import { BottomBar } from './BottomBar.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Header } from './Header.tsx';
import { HelpDialog } from './HelpDialog.tsx';
import { Nav } from './Nav.tsx';
import { prefetchScreens } from './prefetch.ts';
import styles from './Shell.module.css';

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
  const me = useMe();
  const phone = usePhone();
  const location = useLocation();
  const main = useRef<HTMLElement>(null);
  useEffect(() => prefetchScreens(), []);
  useEffect(() => {
    // A new page starts at its top; going back inside a list is the list's own matter.
    main.current?.scrollTo(0, 0);
  }, [location.pathname]);
  return (
    <ScreensTheme brand={model.tenant.brand.colour}>
      <div className={styles['app']}>
        <a className={styles['skip']} href="#main">
          跳到正文
        </a>
        {me.demo && (
          <div role="region" aria-label="说明" className={`${styles['banner']} sj-no-print`}>
            演示数据，均为虚构
          </div>
        )}
        <Header />
        {!phone && <Nav />}
        <main id="main" ref={main} tabIndex={-1} className={styles['main']}>
          <ErrorBoundary resetKey={location.pathname}>
            <Suspense fallback={<PageSkeleton />}>{props.children}</Suspense>
          </ErrorBoundary>
        </main>
        {phone && <BottomBar />}
      </div>
      <HelpDialog />
    </ScreensTheme>
  );
}
