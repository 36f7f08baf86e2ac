// What the document of a conflict is called, read from the texts of the revision that the draft was made over.
import type { Conflict, DoorSources } from '../client/types.ts';

/** @returns "食品摊贩"; null where neither side's text is at hand or says a name */
export function labelIn(sources: DoorSources, conflict: Conflict): string | null {
  const [kind = '', full = ''] = conflict.document.split(' ');
  const [owner = '', name = ''] = full.split('.');
  const found = sources.packages
    .find((source) => source.name === owner)
    ?.files.find(({ text }) => keyIn(text, 'kind') === kind && keyIn(text, 'name') === name);
  return found ? keyIn(found.text, 'label') : null;
}

/** A plain value of a document's own keys: they stand at the margin. */
function keyIn(text: string, key: string): string | null {
  return new RegExp(`^${key}:\\s*["']?([^"'#\\n]+?)["']?\\s*(?:#.*)?$`, 'm').exec(text)?.[1] ?? null;
}
