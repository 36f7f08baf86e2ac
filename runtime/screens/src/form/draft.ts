// A draft of an unsaved form in this browser tab, for the same user and record only.
import type { Values } from './changes.ts';

export interface Draft {
  /** ISO instant of the last change. */
  at: string;
  /** Version of the record that the draft was made on; null for a new one. */
  version: number | null;
  values: Values;
}

/** The part of Storage that drafts need. */
export interface DraftStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** @param id null for a record being created */
export function draftKey(user: string, entity: string, id: string | null): string {
  return `shijian:draft:${user}:${entity}:${id ?? 'new'}`;
}

/** The draft, or null when there is none or it cannot be read. */
export function readDraft(store: DraftStore, key: string): Draft | null {
  try {
    const text = store.getItem(key);
    if (text === null) return null;
    const draft: unknown = JSON.parse(text);
    return isDraft(draft) ? draft : null;
  } catch {
    return null;
  }
}

/** Keeps a draft; a full or forbidden store is no reason to stop anybody typing. */
export function writeDraft(store: DraftStore, key: string, draft: Draft): void {
  try {
    store.setItem(key, JSON.stringify(draft));
  } catch {
    // Nothing is lost that was not already only on the screen.
  }
}

export function dropDraft(store: DraftStore, key: string): void {
  try {
    store.removeItem(key);
  } catch {
    // As above.
  }
}

function isDraft(value: unknown): value is Draft {
  return (
    typeof value === 'object' &&
    value !== null &&
    'at' in value &&
    typeof value.at === 'string' &&
    'values' in value &&
    typeof value.values === 'object' &&
    value.values !== null
  );
}
