// `e` edits. Only while nobody types and no dialog is open.
import { useEffect, useRef } from 'react';
import { isPageKey } from '../parts/keys.ts';

export function useDetailKeys(keys: { edit(): void }): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'e' || !isPageKey(event)) return;
      event.preventDefault();
      latest.current.edit();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
