// Asks before unsaved work is left: by a link, by the back button, by closing the tab.
import { useEffect, useRef } from 'react';
import { useBlocker } from 'react-router-dom';

export interface LeaveGuard {
  /** True while the officer has to say whether to go. */
  asking: boolean;
  stay(): void;
  leave(): void;
  /** From now on nothing is asked: the form was saved or given up. */
  release(): void;
}

export function useLeaveGuard(dirty: boolean): LeaveGuard {
  const released = useRef(false);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && !released.current && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => {
      if (!released.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);
  return {
    asking: blocker.state === 'blocked',
    stay: () => blocker.reset?.(),
    leave: () => {
      released.current = true;
      blocker.proceed?.();
    },
    release: () => {
      released.current = true;
    },
  };
}
