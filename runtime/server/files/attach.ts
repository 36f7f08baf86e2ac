// Files of a record: who uploaded one may put it into a record; from then on it is read through that record and field.
import { fieldType, type EntityModel } from '@shijian/kernel';
import type { Statement } from '../database/client.ts';
import { Problem, type Fault } from '../exceptions/problem.ts';
import type { Desk } from '../records/desk.ts';
import type { Scene } from '../records/scene.ts';
import { entryOf } from '../revisions/tenants.ts';

type Image = Record<string, unknown>;

interface FileValue {
  id: string;
  name?: string;
  type?: string;
  size?: number;
}

/** True for a field whose value is uploaded files. */
export function holdsFiles(field: EntityModel['fields'][number]): boolean {
  return fieldType(field.type).files === true;
}

/**
 * Fills name, type and size of each file from what was uploaded; the client's word for them is not taken.
 * @param changed fields being written; null for all
 * @throws Problem 422 E_FILE_NONE for a file that this actor may not put here, E_FILE_TWICE for one that stands in two places
 */
export async function fillFiles(
  desk: Desk,
  scene: Scene,
  entity: EntityModel,
  record: string,
  image: Image,
  changed: readonly string[] | null,
): Promise<void> {
  const held = heldFiles(entity, image, changed);
  if (held.length === 0) return;
  const rows = await desk.database.read(entryOf(scene.state), {
    text: `select id::text as id, name, type, size::text as size from platform.file
           where tenant_id = $1::int4 and id = any ($2::uuid[]) and ((record is null and created_by = $3::uuid) or record = $4::uuid)`,
    values: [scene.state.id, held.map(({ file }) => file.id), scene.actor.user, record],
  });
  const known = new Map(rows.map((row) => [row.id, row]));
  const faults: Fault[] = [];
  for (const { field, file } of held) {
    const row = known.get(file.id);
    if (row) Object.assign(file, { name: row.name, type: row.type, size: Number(row.size) });
    else faults.push(noFile(field, file.name ?? file.id));
  }
  // It is read by the rights of the one field that holds it.
  const all = heldFiles(entity, image, null).map(({ file }) => file.id);
  const told = new Set<string>();
  for (const { field, file } of held)
    if (all.indexOf(file.id) !== all.lastIndexOf(file.id) && !told.has(file.id) && told.add(file.id))
      faults.push({
        code: 'E_FILE_TWICE',
        path: field,
        value: file.name ?? file.id,
        message: '同一个附件只能放在一处，请去掉重复的',
      });
  if (faults.length > 0) throw new Problem(422, 'E_RECORD_INVALID', `有 ${faults.length} 处需要修改`, { faults });
}

/** Not uploaded, or not this actor's to put here: which of them is nobody's business. */
export function noFile(field: string, value: unknown): Fault {
  return { code: 'E_FILE_NONE', path: field, value, message: '附件没有上传成功或已失效，请重新上传' };
}

/** Statements, for the trip of the write, that bind the written files to their record and field, and refuse what another record took meanwhile. */
export function attachFiles(
  scene: Scene,
  entity: EntityModel,
  record: string,
  image: Image,
  changed: readonly string[] | null,
): Statement[] {
  const held = heldFiles(entity, image, changed);
  if (held.length === 0) return [];
  return [
    {
      text: `with held as (select * from unnest($4::uuid[], $5::text[]) as h(id, field)),
             bound as (update platform.file f set entity = $2::text, record = $3::uuid, field = h.field from held h
               where f.tenant_id = $1::int4 and f.id = h.id
                 and ((f.record is null and f.created_by = $6::uuid) or (f.record = $3::uuid and f.field <> h.field)) returning f.id)
             select platform.refuse(array_agg('file:' || h.field)) from held h
             where h.id not in (select id from bound)
               and not exists (select 1 from platform.file f where f.tenant_id = $1::int4 and f.id = h.id and f.record = $3::uuid)`,
      values: [
        scene.state.id,
        entity.name,
        record,
        held.map(({ file }) => file.id),
        held.map(({ field }) => field),
        scene.actor.user,
      ],
    },
  ];
}

function heldFiles(
  entity: EntityModel,
  image: Image,
  changed: readonly string[] | null,
): { field: string; file: FileValue }[] {
  return entity.fields.flatMap((field) => {
    const value = image[field.name];
    if (!value || !holdsFiles(field) || (changed && !changed.includes(field.name))) return [];
    return (Array.isArray(value) ? value : [value]).map((file: FileValue) => ({ field: field.name, file }));
  });
}
