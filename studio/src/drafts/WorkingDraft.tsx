// The draft that is being worked on: what is changed in the documents goes into it. Kept by the browser between visits.
import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import { useDoor } from '../client/DoorProvider.tsx';
import { isUnfinished } from './draft_words.ts';
import type { DocumentChange, Draft } from '../client/types.ts';

/** A colleague has put another text of the same document into the draft. Nothing was saved. */
export class DraftClash extends Error {
  readonly path: string;
  /** Null: his draft says nothing of it any more, or takes it away. */
  readonly theirs: string | null;

  constructor(path: string, theirs: string | null) {
    super('E_MATCH_STALE');
    this.path = path;
    this.theirs = theirs;
  }
}

export interface WorkingDraft {
  /** Null while nothing is being changed. */
  draft: Draft | null;
  changes: readonly DocumentChange[];
  /** The draft is being read. */
  pending: boolean;
  /** The revision that documents are read from: the draft's base, else the present one. */
  rev: number;
  choose(id: string | null): void;
  /**
   * Puts changes of documents into the draft; without one, into a new draft of that title.
   * What a colleague saved in other documents meanwhile stays.
   * @throws DraftClash where he saved one of these
   */
  put(changes: readonly DocumentChange[], title: string): Promise<Draft>;
  /** Takes a document's change out again. */
  undo(path: string): Promise<Draft | null>;
}

const WorkingDraftContext = createContext<WorkingDraft | null>(null);
const NONE: readonly DocumentChange[] = [];

export function WorkingDraftProvider(props: { children: ReactNode }) {
  const door = useDoor();
  const client = useQueryClient();
  const place = `shijian.studio.draft.${door.tenant.name}`;
  const [id, setId] = useState(() => localStorage.getItem(place));
  const query = useQuery({
    queryKey: doorKeys.draft(id ?? ''),
    queryFn: () => doorApi.draft(id ?? ''),
    enabled: id !== null && door.rights.drafts,
    refetchOnWindowFocus: true,
  });
  const found = id === null ? null : (query.data ?? null);
  // One that was published, dropped or taken away is worked on no more.
  const draft = found && isUnfinished(found) ? found : null;
  const choose = useCallback(
    (next: string | null) => {
      if (next === null) localStorage.removeItem(place);
      else localStorage.setItem(place, next);
      setId(next);
    },
    [place],
  );
  const value = useMemo<WorkingDraft>(() => {
    const keep = (saved: Draft): Draft => {
      client.setQueryData(doorKeys.draft(saved.id), saved);
      void client.invalidateQueries({ queryKey: doorKeys.drafts, exact: true });
      return saved;
    };
    /** Again over what a colleague saved in between, where that was other documents. */
    const save = async (touched: readonly string[], over: (changes: readonly DocumentChange[]) => DocumentChange[]) => {
      const seen = draft!;
      try {
        return keep(await doorApi.saveDraft(seen.id, seen.version, { changes: over(seen.changes ?? []) }));
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        // Published or dropped meanwhile: what is typed stays, and begins another draft when it is saved again.
        if (error.status === 404 || error.status === 409) await client.invalidateQueries({ queryKey: doorKeys.all });
        if (error.code !== 'E_MATCH_STALE') throw error;
        const fresh = keep(await doorApi.draft(seen.id));
        for (const path of touched) {
          const [mine, theirs] = [textIn(seen, path), textIn(fresh, path)];
          if (mine !== theirs) throw new DraftClash(path, theirs ?? null);
        }
        return keep(await doorApi.saveDraft(fresh.id, fresh.version, { changes: over(fresh.changes ?? []) }));
      }
    };
    return {
      draft,
      changes: draft?.changes ?? NONE,
      pending: id !== null && door.rights.drafts && query.isPending,
      rev: draft?.base_rev ?? door.rev,
      choose,
      async put(changes, title) {
        const paths = changes.map(({ path }) => path);
        if (draft) return save(paths, (before) => merged(before, changes));
        const made = keep(await doorApi.createDraft({ title, message: '', changes: [...changes] }));
        choose(made.id);
        return made;
      },
      async undo(path) {
        return draft ? save([path], (before) => before.filter((change) => change.path !== path)) : null;
      },
    };
  }, [choose, client, door.rev, door.rights.drafts, draft, id, query.isPending]);
  return <WorkingDraftContext.Provider value={value}>{props.children}</WorkingDraftContext.Provider>;
}

export function useWorkingDraft(): WorkingDraft {
  const value = useContext(WorkingDraftContext);
  if (!value) throw new Error('WorkingDraftProvider is missing above this component');
  return value;
}

/** What a draft says of a document; undefined: nothing. */
function textIn(draft: Draft, path: string): string | null | undefined {
  return draft.changes?.find((change) => change.path === path)?.text;
}

/** Later changes of a document take the place of earlier ones. */
export function merged(before: readonly DocumentChange[], next: readonly DocumentChange[]): DocumentChange[] {
  const all = new Map(before.map((change) => [change.path, change]));
  for (const change of next) all.set(change.path, change);
  return [...all.values()];
}
