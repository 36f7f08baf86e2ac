// A masked value in clear, for who may and says why: written down before it is answered (个人信息保护法 article 51, GB/T 35273-2020
// clause 7.2: access with a purpose, on record).
import { isMasked, type Access } from './access.ts';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { entryOf } from '../revisions/tenants.ts';
import type { Desk } from './desk.ts';
import { checkedId, readable, readStored } from './read_record.ts';
import type { Scene } from './scene.ts';

const LONGEST_PURPOSE = 200;

/**
 * @param body `{ fields: string[], purpose: string }`
 * @returns the values by field name
 * @throws Problem 404, 403 E_GRANT_REVEAL, 422 with every fault
 */
export async function revealFields(
  desk: Desk,
  scene: Scene,
  entityName: string,
  id: string,
  body: unknown,
): Promise<{ values: Record<string, unknown> }> {
  const access = readable(scene, entityName);
  const { fields, purpose } = parseBody(access, body);
  const stored = await readStored(desk, scene, access, checkedId(id), 'live');
  const { actor, state } = scene;
  await desk.database.write(entryOf(state), {
    text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, after)
           values ($1::int4, $2::uuid, $3::text, $4::text, 'reveal', $5::text, $6::uuid, $7::int8, $8::int4, $9::jsonb)`,
    values: [
      state.id,
      actor.user,
      actor.name,
      actor.ip,
      access.entity.name,
      checkedId(id),
      stored.version,
      state.model_rev,
      JSON.stringify({ revealed: fields, purpose }),
    ],
  });
  return { values: Object.fromEntries(fields.map((name) => [name, stored.image[name] ?? null])) };
}

function parseBody(access: Access, body: unknown): { fields: string[]; purpose: string } {
  const { fields, purpose } = (typeof body === 'object' && body !== null ? body : {}) as {
    fields?: unknown;
    purpose?: unknown;
  };
  const faults: Fault[] = [];
  const names = Array.isArray(fields) ? fields.filter((name) => typeof name === 'string') : [];
  if (names.length === 0)
    faults.push({ code: 'E_REVEAL_FIELDS', path: 'fields', value: null, message: '请说明要查看哪一项' });
  const text = typeof purpose === 'string' ? purpose.trim() : '';
  if (text.length < 2 || text.length > LONGEST_PURPOSE) {
    faults.push({
      code: 'E_REVEAL_PURPOSE',
      path: 'purpose',
      value: null,
      message: `请填写查看原因，2 到 ${LONGEST_PURPOSE} 个字`,
    });
  }
  if (faults.length > 0) throw new Problem(422, 'E_RECORD_INVALID', faults[0]!.message, { faults });
  for (const name of names) {
    const field = access.fields.find((candidate) => candidate.name === name);
    if (!field || !isMasked(field) || !access.reveal.has(name)) {
      throw new Problem(403, 'E_GRANT_REVEAL', field ? `您没有查看完整${field.label}的权限` : '您没有查看这一项的权限');
    }
  }
  return { fields: names, purpose: text };
}
