// Keeps what was changed as a draft while the form is open, and offers one that was left behind.
import { useEffect, useState } from 'react';
import { serverNow } from '../client/index.ts';
import { draftKey, dropDraft, readDraft, writeDraft, type Draft } from './draft.ts';
import type { Values } from './changes.ts';

export interface DraftHandle {
  /** A draft from before this form was opened, until it is taken or thrown away. */
  offered: Draft | null;
  /** Gives its changes and stops offering it. */
  take(): Values;
  refuse(): void;
  /** After a save, or when the work is given up. */
  clear(): void;
}

/**
 * @param changes fields that differ from the record as it was opened; empty keeps nothing
 * @param version of the record that the changes are against
 */
export function useDraft(
  user: string,
  entity: string,
  id: string | null,
  changes: Values,
  version: number | null,
): DraftHandle {
  const key = draftKey(user, entity, id);
  const [offered, setOffered] = useState<Draft | null>(() => {
    const draft = readDraft(sessionStorage, key);
    return draft !== null && Object.keys(draft.values).length > 0 ? draft : null;
  });
  const [cleared, setCleared] = useState(false);
  const empty = Object.keys(changes).length === 0;
  useEffect(() => {
    if (cleared || empty) return undefined;
    const timer = setTimeout(
      () => writeDraft(sessionStorage, key, { at: serverNow().toISOString(), version, values: changes }),
      400,
    );
    return () => clearTimeout(timer);
  }, [key, changes, version, cleared, empty]);
  const clear = () => {
    dropDraft(sessionStorage, key);
    setCleared(true);
    setOffered(null);
  };
  return {
    offered,
    clear,
    take() {
      const values = offered?.values ?? {};
      setOffered(null);
      return values;
    },
    refuse() {
      dropDraft(sessionStorage, key);
      setOffered(null);
    },
  };
}
