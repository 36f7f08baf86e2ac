// Rows that are ticked. They stay ticked from page to page and are forgotten when other rows are asked for.
import { useCallback, useMemo, useState } from 'react';
import type { RecordJson } from '../client/index.ts';

export interface Selection {
  ids: ReadonlySet<string>;
  records: RecordJson[];
  toggle(record: RecordJson): void;
  /** Takes over what is ticked on this page; other pages keep theirs. */
  replacePage(page: RecordJson[], ticked: RecordJson[]): void;
  clear(): void;
}

/** @param scope text of what is listed; another one starts anew */
export function useSelection(scope: string): Selection {
  const [held, setHeld] = useState<{ scope: string; records: ReadonlyMap<string, RecordJson> }>({
    scope,
    records: new Map(),
  });
  const records = held.scope === scope ? held.records : none;
  const change = useCallback(
    (edit: (records: Map<string, RecordJson>) => void) => {
      setHeld((before) => {
        const next = new Map(before.scope === scope ? before.records : none);
        edit(next);
        return { scope, records: next };
      });
    },
    [scope],
  );
  const toggle = useCallback(
    (record: RecordJson) =>
      change((next) => (next.has(record.id) ? next.delete(record.id) : next.set(record.id, record))),
    [change],
  );
  const replacePage = useCallback(
    (page: RecordJson[], ticked: RecordJson[]) =>
      change((next) => {
        for (const record of page) next.delete(record.id);
        for (const record of ticked) next.set(record.id, record);
      }),
    [change],
  );
  const clear = useCallback(() => change((next) => next.clear()), [change]);
  return useMemo(
    () => ({ ids: new Set(records.keys()), records: [...records.values()], toggle, replacePage, clear }),
    [records, toggle, replacePage, clear],
  );
}

const none: ReadonlyMap<string, RecordJson> = new Map();
