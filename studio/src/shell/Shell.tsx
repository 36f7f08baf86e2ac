// The frame around every room: who and where at the top, the rooms at the left (on the phone below), the room itself.
import type { ReactNode } from 'react';
import { Link, NavLink } from 'react-router-dom';
import { AppFrame, Chip, ErrorState, ScreensTheme, frameStyles, useModel, usePhone } from '@shijian/screens/kit';
import { DoorProvider, useDoor } from '../client/DoorProvider.tsx';
import { WorkingDraftProvider } from '../drafts/WorkingDraft.tsx';
import { WorkingDraftChip } from '../drafts/WorkingDraftChip.tsx';
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
  return (
    <AppFrame
      header={<Header />}
      menu={<Rooms className={frameStyles['nav'] ?? ''} />}
      bar={<Rooms className={styles['bottom'] ?? ''} />}
      notice={<OpenWork />}
      failed={(error, retry) => <ErrorState error={error} onRetry={retry} />}
    >
      {props.children}
    </AppFrame>
  );
}

function Header() {
  const door = useDoor();
  const phone = usePhone();
  return (
    <header className={frameStyles['header']}>
      <Link to="/" className={frameStyles['logo']}>
        <span className={frameStyles['mark']} aria-hidden>
          市
        </span>
        {phone ? '配置台' : `${door.tenant.label} · 配置台`}
      </Link>
      {!phone && <Chip plain label={`第 ${door.rev} 版`} />}
      <div className={frameStyles['right']}>
        {door.rights.write && <WorkingDraftChip />}
        <UserMenu />
      </div>
    </header>
  );
}

function Rooms(props: { className: string }) {
  const { rights } = useDoor();
  return (
    <nav className={props.className} aria-label="主菜单">
      {rooms
        .filter((room) => room.open(rights))
        .map(({ to, label, icon: Icon }) => (
          <NavLink key={to} to={to} className={frameStyles['item']}>
            <Icon aria-hidden />
            <span>{label}</span>
          </NavLink>
        ))}
    </nav>
  );
}
