// uid of an addressable item: the first name that it ever had. See decisions/0002-identity-from-the-documents.md.
import { booleanAt, entriesAt, textsAt } from '../parse/node.ts';
import type { Entry, Node } from '../parse/node.ts';
import type { Context } from './context.ts';

export function uidOf(entry: Entry): string {
  const first = textsAt(entry.value, 'was')[0]?.text ?? entry.key;
  return booleanAt(entry.value, 'new') === true ? `${first}~2` : first;
}

/** Reports items of one map that would share an identity. */
export function checkIdentities(node: Node | undefined, key: string, at: string, ctx: Context): void {
  const seen = new Map<string, string>();
  for (const entry of entriesAt(node, key)) {
    const uid = uidOf(entry);
    const other = seen.get(uid);
    if (other === undefined) seen.set(uid, entry.key);
    else ctx.sink.add('E_UID_TAKEN', entry.source, entry.keyStart, `${at}.${entry.key}`, uid, { other });
  }
}
