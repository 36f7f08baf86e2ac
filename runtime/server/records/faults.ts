// What the database says of a refused statement, as the faults that an officer reads.
import { isDatabaseError } from '../database/client.ts';

/** Marks given to platform.refuse(): what was not allowed, and at which field, check or rule. */
export type Mark =
  | { kind: 'scope' }
  | { kind: 'stale' }
  | { kind: 'rule'; code: string }
  | { kind: 'ref'; field: string }
  /** A file that another record has taken meanwhile. */
  | { kind: 'file'; field: string }
  /** `message`, where it tells of other rows: only the database has them. */
  | { kind: 'check'; name: string; message: string | null }
  | { kind: 'key'; rule: string };

/** Marks of an error raised by platform.refuse() or by the claim table; null for any other error. */
export function marksOf(error: unknown): Mark[] | null {
  if (!isDatabaseError(error)) return null;
  if (error.code === 'SJ001' && error.detail) return (JSON.parse(error.detail) as string[]).map(readMark);
  if (error.code === '23505' && error.table === 'claim') {
    const rule = /^Key \(tenant_id, rule, key\)=\(\d+, ([^,]+), /.exec(error.detail ?? '')?.[1];
    return rule ? [{ kind: 'key', rule }] : null;
  }
  return null;
}

function readMark(text: string): Mark {
  const at = text.indexOf(':');
  const kind = at < 0 ? text : text.slice(0, at);
  const rest = at < 0 ? '' : text.slice(at + 1);
  if (kind === 'ref' || kind === 'file') return { kind, field: rest };
  if (kind === 'check') {
    const [name = '', ...message] = rest.split('\n');
    return { kind, name, message: message.length > 0 ? message.join('\n') : null };
  }
  if (kind === 'key') return { kind, rule: rest };
  if (kind === 'rule') return { kind, code: rest };
  if (kind === 'stale') return { kind };
  return { kind: 'scope' };
}
