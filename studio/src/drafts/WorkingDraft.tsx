// The draft that is being worked on: what is changed in the documents goes into it. Kept by the browser between visits.
import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { doorApi, doorKeys } from '../client/door_api.ts';
import { useDoor } from '../client/DoorProvider.tsx';
import type { DocumentChange, Draft } from '../client/types.ts';

export interface WorkingDraft {
  /** Null while nothing is being changed. */
  draft: Draft | null;
  changes: readonly DocumentChange[];
  /** The revision that documents are read from: the draft's base, else the present one. */
  rev: number;
  choose(id: string | null): void;
  /**
   * Puts changes of documents into the draft; without one, into a new draft of that title.
   * @throws ApiProblem E_MATCH_STALE when a colleague saved the draft meanwhile
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
  });
  const found = id === null ? null : (query.data ?? null);
  // One that was published, dropped or taken away is worked on no more.
  const draft = found && ['open', 'submitted', 'rejected'].includes(found.state) ? found : null;
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
    const save = async (changes: readonly DocumentChange[]): Promise<Draft> =>
      keep(await doorApi.saveDraft(draft!.id, draft!.version, { changes: [...changes] }));
    return {
      draft,
      changes: draft?.changes ?? NONE,
      rev: draft?.base_rev ?? door.rev,
      choose,
      async put(changes, title) {
        if (draft) return save(merged(draft.changes ?? [], changes));
        const made = keep(await doorApi.createDraft({ title, message: '', changes: [...changes] }));
        choose(made.id);
        return made;
      },
      async undo(path) {
        return draft ? save((draft.changes ?? []).filter((change) => change.path !== path)) : null;
      },
    };
  }, [choose, client, door.rev, draft]);
  return <WorkingDraftContext.Provider value={value}>{props.children}</WorkingDraftContext.Provider>;
}

export function useWorkingDraft(): WorkingDraft {
  const value = useContext(WorkingDraftContext);
  if (!value) throw new Error('WorkingDraftProvider is missing above this component');
  return value;
}

/** Later changes of a document take the place of earlier ones. */
export function merged(before: readonly DocumentChange[], next: readonly DocumentChange[]): DocumentChange[] {
  const all = new Map(before.map((change) => [change.path, change]));
  for (const change of next) all.set(change.path, change);
  return [...all.values()];
}
