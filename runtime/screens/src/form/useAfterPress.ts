// Puts off what would move the page until a press is over: a message that appears between press and release makes the click miss.
import { useEffect, useRef } from 'react';

/** @returns a function that runs its argument now, or once the pointer that is down has been lifted and its click been heard */
export function useAfterPress(): (action: () => void) => void {
  const pressed = useRef(false);
  const waiting = useRef<(() => void)[]>([]);
  useEffect(() => {
    const down = () => {
      pressed.current = true;
    };
    const up = () => {
      pressed.current = false;
      const actions = waiting.current.splice(0);
      if (actions.length > 0) setTimeout(() => actions.forEach((action) => action()), 0);
    };
    document.addEventListener('pointerdown', down, true);
    document.addEventListener('pointerup', up, true);
    document.addEventListener('pointercancel', up, true);
    return () => {
      document.removeEventListener('pointerdown', down, true);
      document.removeEventListener('pointerup', up, true);
      document.removeEventListener('pointercancel', up, true);
    };
  }, []);
  return (action) => {
    if (pressed.current) waiting.current.push(action);
    else action();
  };
}
