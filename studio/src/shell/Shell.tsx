// The frame around every room: who and where at the top, the rooms at the left (on the phone below), the room itself.
import { Suspense, useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Link, NavLink, useLocation } from 'react-router-dom';
import { Chip, PageSkeleton, ScreensTheme, useMe, useModel, usePhone } from '@shijian/screens/kit';
import { DoorProvider, useDoor } from '../client/DoorProvider.tsx';
import { WorkingDraftProvider } from '../drafts/WorkingDraft.tsx';
import { WorkingDraftChip } from '../drafts/WorkingDraftChip.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { OpenWork } from './OpenWork.tsx';
import { rooms } from './rooms.ts';
import { UserMenu } from './UserMenu.tsx';
import styles from './Shell.module.css';

export function Shell(props: { children: ReactNode }) {
  const model = useModel();
  return (
    <ScreensTheme brand={model.tenant.brand.colour}>
      <DoorProvider>
        <WorkingDraftProvider>
          <Frame>{props.children}</Frame>
        </WorkingDraftProvider>
      </DoorProvider>
    </ScreensTheme>
  );
}

function Frame(props: { children: ReactNode }) {
  const me = useMe();
  const door = useDoor();
  const phone = usePhone();
  const location = useLocation();
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    main.current?.scrollTo(0, 0);
  }, [location.pathname]);
  return (
    <div className={styles['app']}>
      <a className={styles['skip']} href="#main">
        跳到正文
      </a>
      {me.demo && (
        <div role="region" aria-label="说明" className={styles['banner']}>
          演示数据，均为虚构
        </div>
      )}
      <header className={styles['header']}>
        <Link to="/" className={styles['logo']}>
          <span className={styles['mark']} aria-hidden>
            市
          </span>
          {phone ? '配置台' : `${door.tenant.label} · 配置台`}
        </Link>
        {!phone && <Chip plain label={`第 ${door.rev} 版`} />}
        <div className={styles['right']}>
          {door.rights.write && <WorkingDraftChip />}
          <UserMenu />
        </div>
      </header>
      {!phone && <Rooms className={styles['nav'] ?? ''} />}
      <main id="main" ref={main} tabIndex={-1} className={styles['main']}>
        <OpenWork />
        <ErrorBoundary resetKey={location.pathname}>
          <Suspense fallback={<PageSkeleton />}>{props.children}</Suspense>
        </ErrorBoundary>
      </main>
      {phone && <Rooms className={styles['bottom'] ?? ''} />}
    </div>
  );
}

function Rooms(props: { className: string }) {
  const { rights } = useDoor();
  return (
    <nav className={props.className} aria-label="主菜单">
      {rooms
        .filter((room) => room.open(rights))
        .map(({ to, label, icon: Icon }) => (
          <NavLink key={to} to={to} className={styles['item']}>
            <Icon aria-hidden />
            <span>{label}</span>
          </NavLink>
        ))}
    </nav>
  );
}
