// What the levels of checks add to a write: reasons that were given, the mark of a record to be verified, notices in the answer, and
// the locks under which a rule over other rows is judged.
import { isReason, type EntityModel, type RecordFault } from '@shijian/kernel';
import type { SqlValue, Statement } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import type { Stored } from './row_values.ts';
import type { Scene } from './scene.ts';
import type { Seal } from './seal.ts';

/** A record that may be written. */
export interface Checked {
  image: Stored;
  /** What is wrong and may be saved all the same. */
  notices: RecordFault[];
  quarantined: boolean;
  /** Reasons given, by name of the check. */
  reasons: Record<string, string>;
}

/** Takes `_reasons` out of what was sent. @throws Problem 400 E_REASONS_TYPE when they are no texts by name */
export function takeReasons(body: Stored): { sent: Stored; reasons: Record<string, string> } {
  const { _reasons: given, ...sent } = body;
  if (given === undefined || given === null) return { sent, reasons: {} };
  if (typeof given !== 'object' || Array.isArray(given) || !Object.values(given).every(isReason))
    throw new Problem(400, 'E_REASONS_TYPE', '原因应为 2 到 200 个字的文字，按检查名称给出');
  return { sent, reasons: given as Record<string, string> };
}

/** Arguments of the write statements. */
export function levelArgs(checked: Checked): Record<string, SqlValue> {
  const names = Object.keys(checked.reasons);
  return {
    quarantined: checked.quarantined,
    explained: names,
    reasons: names.length > 0 ? JSON.stringify(checked.reasons) : null,
  };
}

/** The answered record with what the officer should know of it. */
export function withNotices(body: string, { notices }: Checked): string {
  return notices.length === 0 ? body : `${body.slice(0, -1)},"_notices":${JSON.stringify(notices)}}`;
}

/**
 * Statements that hold the values a check locks, each of its own and ahead of the write: what the write then reads is what
 * the writer before it left. In one order, so that two writers never wait for each other.
 */
export function checkLocks(scene: Scene, entity: EntityModel, image: Stored, seal: Seal): Statement[] {
  const keys = entity.checks.flatMap((check) => {
    if (check.lock.length === 0) return [];
    const values = check.lock.map((name) => {
      const field = entity.fields.find((candidate) => candidate.name === name);
      const text = JSON.stringify(image[name] ?? null);
      return field?.personal === 'sensitive' ? seal.hash(text) : text;
    });
    return [`${scene.state.id} ${entity.name}#${check.name} ${values.join(' ')}`];
  });
  return keys.sort().map((key) => ({
    text: 'select pg_advisory_xact_lock(7302, hashtext($1::text))',
    values: [key],
  }));
}
