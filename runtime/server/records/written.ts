// What a write gives back, and how it says that somebody else was faster.
import type { Statement, TextRow } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import type { Expr } from '@shijian/kernel';
import type { Checked } from './check_levels.ts';
import type { Unread } from './check_write.ts';
import type { Projection } from './project.ts';
import type { ReadRecord, StoredRecord } from './read_record.ts';

export interface Written extends ReadRecord {
  id: string;
  /** True when an earlier request with the same Idempotency-Key had made it. */
  replayed: boolean;
}

/** A checked write that waits for its trip to the database, alone or with others. */
export interface Prepared {
  id: string;
  statements: Statement[];
  /** Which of them answers with the written row. */
  at: number;
  /** What is answered for that row. @throws Problem when there is none */
  done(row: TextRow | undefined): Promise<Written>;
  /** What the database refused. @returns what an earlier request of the same key wrote @throws Problem otherwise */
  refused(error: unknown): Promise<Written>;
}

/** A checked change of one record. */
export interface Update {
  id: string;
  old: StoredRecord;
  checked: Checked;
  changed: string[];
  /** Those among them that were sent unread. */
  unread: Unread;
  scope: Expr;
  /** What is answered. */
  projection: Projection;
}

/** @param current the record as it is now, which the editor compares with */
export function stale(current: ReadRecord): Problem {
  return new Problem(412, 'E_MATCH_STALE', '这条记录刚被别人改过，请核对后再保存', {
    current: JSON.parse(current.body) as unknown,
  });
}
