// The kernel's word on a draft over a revision, a moment after every change.
import { useEffect, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { doorApi, doorKeys } from '../client/door_api.ts';
import type { DocumentChange, DoorSources, Draft } from '../client/types.ts';
import { isManifest } from '../documents/paths.ts';
import { ask, load } from './kernel_client.ts';
import type { Checked } from './messages.ts';

/** Typing goes on; the answer to half a word helps nobody. */
const PAUSE_MS = 250;

export interface CheckedState {
  sources: DoorSources | null;
  /** Of the last changes that were checked; null at first. */
  checked: Checked | null;
  error: unknown;
  retry: () => void;
}

/**
 * Documents of a revision; they never change.
 * @param draft where it names other packages than the revision does, those are there in its stead
 */
export function useSources(rev: number, draft: Draft | null = null) {
  const manifest = draft?.changes?.find(({ path }) => isManifest(path))?.text;
  const other = draft !== null && manifest !== undefined ? { id: draft.id, manifest } : null;
  return useQuery({
    queryKey: other ? doorKeys.sourcesOfDraft(other.id, other.manifest) : doorKeys.sources(rev),
    queryFn: () => (other ? doorApi.sourcesOfDraft(other.id) : doorApi.sources(rev)),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** @param changes are compared by their content */
export function useChecked(rev: number, changes: readonly DocumentChange[], draft: Draft | null): CheckedState {
  const query = useSources(rev, draft);
  const sources = query.data ?? null;
  const [checked, setChecked] = useState<{ of: DoorSources; answer: Checked } | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const key = JSON.stringify(changes);
  const before = useRef<DoorSources | null>(null);
  useEffect(() => {
    if (!sources) return undefined;
    let wanted = true;
    const run = () => {
      load(sources);
      ask({ does: 'check', changes: JSON.parse(key) as DocumentChange[] }).then(
        (answer) => {
          if (!wanted) return;
          setFault(null);
          setChecked({ of: sources, answer });
        },
        (error: unknown) => wanted && setFault(error),
      );
    };
    const timer = setTimeout(run, before.current === sources ? PAUSE_MS : 0);
    before.current = sources;
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [sources, key]);
  return {
    sources,
    checked: checked && checked.of === sources ? checked.answer : null,
    error: query.error ?? fault,
    retry: () => void query.refetch(),
  };
}
