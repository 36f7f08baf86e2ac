// What a source does when a record of its entity is written. The engine around it checks the fields, the rights and the row
// scope, and writes the audit; a writer only says which rows of the platform change and what it refuses.
import type { EntityModel } from '@shijian/kernel';
import type { SqlValue, Statement } from '../database/client.ts';
import type { Desk } from '../records/desk.ts';
import type { Scene } from '../records/scene.ts';
import type { Stored } from '../records/row_values.ts';

export interface SourceWrite {
  desk: Desk;
  scene: Scene;
  entity: EntityModel;
  id: string;
  /** As it will be, by field name. */
  image: Stored;
  /** As it was; null of a new record. */
  old: Stored | null;
  /** Fields that change. */
  changed: readonly string[];
  /** Row version that the editor saw; null of a new record. */
  version: string | null;
}

export interface SourceWriter {
  /** Statements of one transaction. @throws Problem for what can be refused before */
  create?(write: SourceWrite): Promise<Statement[]>;
  update?(write: SourceWrite): Promise<Statement[]>;
  remove?(write: SourceWrite): Promise<Statement[]>;
  restore?(write: SourceWrite): Promise<Statement[]>;
  /** Called when all of it is done. */
  done?(write: SourceWrite): void;
}

/** Refuses when the statement before it changed nothing: the row has moved on since its editor saw it. */
export function mustHaveChanged(update: Statement): Statement {
  return {
    text: `with changed as (${update.text} returning 1) select platform.refuse(case when exists (select 1 from changed) then '{}' else array['stale'] end) as ok`,
    values: update.values,
  };
}

/** Refuses with a rule's code when the condition holds. */
export function refuseWhen(code: string, condition: string, values: readonly SqlValue[]): Statement {
  return {
    text: `select platform.refuse(case when ${condition} then array['rule:${code}'] else '{}' end) as ok`,
    values: [...values],
  };
}

/** One writer of who may what at a time in a bureau, so that a rule over several rows is judged on all of them. */
export function oneAtATime(tenant: number): Statement {
  return { text: 'select pg_advisory_xact_lock(7303, $1::int4)::text as locked', values: [tenant] };
}
