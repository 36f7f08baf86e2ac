// Rows that documents of kind Records bring: loaded when a tenant takes a revision, found again by their key.
import { fieldType, type EntityModel, type FieldModel, type Model, type RecordsModel } from '@shijian/kernel';
import type { Database } from '../database/client.ts';
import { bulkLoad } from '../records/bulk_load.ts';
import { targetOf } from '../records/columns.ts';
import { seedId } from '../records/seed_id.ts';

/** A cell of a Records file that its field does not take. */
export class SeedFault extends Error {}

/** Loads all seed rows of a model into its tenant, those that others point at first. */
export async function loadSeeds(database: Database, model: Model, data: string): Promise<void> {
  const keepsCity = await keepsCityRows(database, model);
  for (const records of inOrder(model)) {
    const entity = model.entities[records.of]!;
    // What is kept above is loaded there.
    if (entity.kept === 'platform' || (entity.kept === 'city' && !keepsCity)) continue;
    const rows = records.rows.map((row, i) => readRow(model, entity, records, row, i));
    await bulkLoad(database, model.tenant.name, entity.name, rows, {
      onConflict: records.on_change,
      data,
    });
  }
}

async function keepsCityRows(database: Database, model: Model): Promise<boolean> {
  const [row] = await database.platform({
    text: `select t.parent is null or exists (select from platform.tenant c where c.parent = t.id) as keeps
           from platform.tenant t where t.name = $1::text`,
    values: [model.tenant.name],
  });
  return row?.keeps === 't';
}

function readRow(
  model: Model,
  entity: EntityModel,
  records: RecordsModel,
  row: Record<string, string>,
  index: number,
): Record<string, unknown> {
  const out: Record<string, unknown> = {
    id: seedId(model.tenant.name, entity.name, ...records.key.map((key) => row[key] ?? '')),
  };
  for (const field of entity.fields) {
    if (field.default && 'value' in field.default) out[field.name] = field.default.value;
    const text = row[field.name]?.trim();
    if (text) out[field.name] = readCell(model, field, text, `${records.origin.path}, row ${index + 1}`);
  }
  return out;
}

function readCell(model: Model, field: FieldModel, text: string, place: string): unknown {
  // A ref is written as the key of the row it points at.
  const to = targetOf(field);
  if (to !== null && !/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text)) {
    const { name, parent } = model.tenant;
    return seedId(model.entities[to]!.kept === 'tenant' ? name : (parent ?? name), to, text);
  }
  const read = fieldType(field.type).fromText(text, field, { list: (name) => model.lists[name] });
  if (!read.ok)
    throw new SeedFault(`${place}: ${field.name} "${text}": ${read.faults.map((fault) => fault.code).join(', ')}`);
  return read.value;
}

/** Files whose rows are pointed at come before files that point. */
function inOrder(model: Model): RecordsModel[] {
  const done: RecordsModel[] = [];
  const waiting = [...model.records];
  while (waiting.length > 0) {
    const free = waiting.findIndex((records) => {
      const targets = model.entities[records.of]!.fields.flatMap((field) => field.to).filter(
        (name) => name !== records.of,
      );
      return !waiting.some((other) => targets.includes(other.of));
    });
    done.push(...waiting.splice(Math.max(free, 0), 1));
  }
  return done;
}
