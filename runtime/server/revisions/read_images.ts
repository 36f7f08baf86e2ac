// Stored rows of one entity and bureau, some hundred at a time, as the server's own checks read them: for work over rows that were there
// before a revision.
import type { EntityModel } from '@shijian/kernel';
import type { SqlValue } from '../database/client.ts';
import { baseOf } from '../records/names.ts';
import { projectStored } from '../records/project.ts';
import { rowsOf, type Stored } from '../records/row_values.ts';
import type { Seal } from '../records/seal.ts';
import { SqlBuilder } from '../records/sql_builder.ts';
import type { TenantState } from './tenants.ts';

export interface Image {
  id: string;
  version: string;
  deleted: boolean;
  /** Values by field name, sealed ones opened. */
  values: Stored;
}

/** A connection that has entered the bureau: anything with pg's query. */
export interface Connection {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Rows of a batch. */
export const BATCH = 1_000;

/**
 * The next rows by id, or those written since an instant.
 * @param from the last id of the batch before, null to begin
 */
export async function readImages(
  connection: Connection,
  state: TenantState,
  entity: EntityModel,
  seal: () => Seal,
  from: { after: string | null } | { since: string; after: string | null },
): Promise<Image[]> {
  const builder = new SqlBuilder(state, []);
  const stored = projectStored(builder, entity, 't');
  const values: SqlValue[] = [state.id, from.after, BATCH];
  if ('since' in from) values.push(from.since);
  const { rows } = await connection.query(
    `select t.id::text as id, t.version::text as version, t.deleted_at is not null as deleted,
       (select row_to_json(s) from (select ${stored}) s)::text as stored
     from ${baseOf(entity.name)} t
     where t.tenant_id = $1::int4 and ($2::uuid is null or t.id > $2)${'since' in from ? ' and t.updated_at >= $4::timestamptz' : ''}
     order by t.id limit $3::int4`,
    values,
  );
  const opened = [...state.columns.get(entity.name)!.values()].some((column) => column.sealed);
  return (rows as { id: string; version: string; deleted: boolean; stored: string }[]).map((row) => {
    const image = JSON.parse(row.stored) as Stored;
    const values = opened ? rowsOf(state, entity, image, seal()) : image;
    return { id: row.id, version: row.version, deleted: row.deleted, values };
  });
}
