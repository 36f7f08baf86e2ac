// A record by the whole value of a personal field, for who may: written down before it is looked for, found by its keyed hash where the
// value is sealed. No list, filter or count tells anything of such a field, so this is the only way to ask.
import { fieldType } from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { entryOf } from '../revisions/tenants.ts';
import type { Access } from './access.ts';
import { columnSql, type Column } from './columns.ts';
import type { Desk } from './desk.ts';
import { gateOf } from './names.ts';
import { WHOLE } from './project.ts';
import { fetchRecord, readable } from './read_record.ts';
import { fieldContext } from './row_values.ts';
import type { Scene } from './scene.ts';
import { bindPlan } from './sql_builder.ts';

const MOST = 20;
const LONGEST_PURPOSE = 200;

/**
 * @param body `{ field, value, purpose }`
 * @returns records as JSON texts, the latest first, at most 20; `more` where there are others
 * @throws Problem 403 E_GRANT_FIND, 422 E_RECORD_INVALID
 */
export async function findExact(
  desk: Desk,
  scene: Scene,
  entityName: string,
  body: unknown,
): Promise<{ items: unknown[]; more: boolean }> {
  const access = readable(scene, entityName);
  const { column, value, purpose } = parseBody(scene, access, body);
  await log(desk, scene, access, column.field.name, purpose);
  const plan = desk.plan(scene, `find ${entityName} ${column.field.name}`, (builder) => {
    const held = columnSql(column, 't');
    const same = column.sealed
      ? `split_part(${held}, ':', 2) = ${builder.arg('value', 'text')}`
      : `${held} = ${builder.arg('value', 'text')}`;
    return builder.plan(
      `select t.id::text as id from ${gateOf(entityName)} t where t.tenant_id = $1::int4 and t.deleted_at is null and ${same}
         and ${builder.scope(entityName, 't')} order by t.updated_at desc limit ${MOST + 1}`,
    );
  });
  const wanted = column.sealed ? desk.seal.hash(value) : value;
  const rows = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, { value: wanted }));
  const found = await Promise.all(
    rows.slice(0, MOST).map((row) => fetchRecord(desk, scene, access, row.id!, WHOLE, 'live')),
  );
  return { items: found.map((record) => JSON.parse(record.body) as unknown), more: rows.length > MOST };
}

async function log(desk: Desk, scene: Scene, access: Access, field: string, purpose: string): Promise<void> {
  const { actor, state } = scene;
  await desk.database.write(entryOf(state), {
    text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, rev, after)
           values ($1::int4, $2::uuid, $3::text, $4::text, 'find', $5::text, $6::int4, $7::jsonb)`,
    values: [
      state.id,
      actor.user,
      actor.name,
      actor.ip,
      access.entity.name,
      state.model_rev,
      JSON.stringify({ found_by: field, purpose }),
    ],
  });
}

function parseBody(scene: Scene, access: Access, body: unknown): { column: Column; value: string; purpose: string } {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const name = typeof sent.field === 'string' ? sent.field : '';
  const field = access.fields.find((candidate) => candidate.name === name);
  const column = scene.state.columns.get(access.entity.name)?.get(name);
  if (!field || !column || !access.find.has(name))
    throw new Problem(403, 'E_GRANT_FIND', field ? `您没有按${field.label}查找的权限` : '您没有按这一项查找的权限');
  const faults: Fault[] = [];
  const read = fieldType(field.type).fromText(String(sent.value ?? ''), field, fieldContext(scene.state));
  const value = read.ok && typeof read.value === 'string' ? read.value : '';
  if (value === '')
    faults.push({ code: 'E_FIND_VALUE', path: 'value', value: null, message: `请填写完整、正确的${field.label}` });
  const purpose = typeof sent.purpose === 'string' ? sent.purpose.trim() : '';
  if (purpose.length < 2 || purpose.length > LONGEST_PURPOSE)
    faults.push({
      code: 'E_FIND_PURPOSE',
      path: 'purpose',
      value: null,
      message: `请填写查找原因，2 到 ${LONGEST_PURPOSE} 个字`,
    });
  if (faults.length > 0) throw new Problem(422, 'E_RECORD_INVALID', faults[0]!.message, { faults });
  return { column, value, purpose };
}
