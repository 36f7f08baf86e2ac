// The frame around every page of an app: header, menu at the left, the page itself, and on the phone a bar for the thumb.
import { Suspense, useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useLocation } from 'react-router-dom';
import { useMe } from '../client/index.ts';
import { PageSkeleton } from '../parts/index.ts';
import { usePhone } from '../theme/index.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import styles from './Frame.module.css';

export function AppFrame(props: {
  header: ReactNode;
  /** At the desk. */
  menu: ReactNode;
  /** On the phone. */
  bar: ReactNode;
  /** Above every page. */
  notice?: ReactNode;
  /** What is shown in place of a page that broke. */
  failed: (error: unknown, retry: () => void) => ReactNode;
  children?: ReactNode;
}) {
  const me = useMe();
  const phone = usePhone();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    // A new page starts at its top; going back inside a list is the list's own matter.
    main.current?.scrollTo(0, 0);
  }, [pathname]);
  return (
    <div className={styles['app']}>
      <a className={styles['skip']} href="#main">
        跳到正文
      </a>
      {me.demo && (
        <div role="region" aria-label="说明" className={`${styles['banner']} sj-no-print`}>
          演示数据，均为虚构
        </div>
      )}
      {props.header}
      {!phone && props.menu}
      <main id="main" ref={main} tabIndex={-1} className={styles['main']}>
        {props.notice}
        <ErrorBoundary resetKey={pathname} failed={props.failed}>
          <Suspense fallback={<PageSkeleton />}>{props.children}</Suspense>
        </ErrorBoundary>
      </main>
      {phone && props.bar}
    </div>
  );
}
