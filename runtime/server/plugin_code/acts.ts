// Acts of packages on a record: which of them an actor may do, and doing one.
import type { HttpContext } from '@adonisjs/core/http';
import type { PackageModel, ServerActModel } from '@shijian/kernel';
import type { Statement } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import type { Desk } from '../records/desk.ts';
import { inTenant } from '../records/in_tenant.ts';
import { checkedId, readable, readRecord } from '../records/read_record.ts';
import type { Scene } from '../records/scene.ts';
import type { TenantState } from '../revisions/tenants.ts';
import { callFunction } from './call_function.ts';
import type { Guests } from './guests.ts';

export interface Act {
  /** `food.regrade` */
  name: string;
  label: string;
}

/** Acts on records of an entity for who holds these roles. */
export function actsOf(state: TenantState, roles: readonly string[], entity: string): Act[] {
  return named(state, entity).flatMap(({ of, act }) =>
    act.by.some((role) => roles.includes(role)) ? [{ name: `${of.name}.${act.name}`, label: act.label }] : [],
  );
}

/**
 * `POST /api/records/:entity/:id/acts/:act` → `{ message, record }`.
 * @throws Problem 404 E_ACT_NONE, 403 E_GRANT_ACT, 422 E_ACT_REFUSED, 502 E_PLUGIN_…, and what its writes are refused for
 */
export async function doAct(ctx: HttpContext): Promise<object> {
  const { entity, id, act } = ctx.params as Record<string, string>;
  ctx.response.header('Cache-Control', 'no-store');
  const message = await inTenant(ctx, (desk, scene) =>
    runAct(ctx.services.guests, desk, scene, { entity: entity!, id: id!, act: act! }),
  );
  return { message, record: await inTenant(ctx, (desk, scene) => recordNow(desk, scene, entity!, id!)).catch(gone) };
}

async function runAct(
  guests: Guests,
  desk: Desk,
  scene: Scene,
  asked: { entity: string; id: string; act: string },
): Promise<string> {
  const access = readable(scene, asked.entity);
  const id = checkedId(asked.id);
  const found = named(scene.state, asked.entity).find(({ of, act }) => `${of.name}.${act.name}` === asked.act);
  if (!found) throw new Problem(404, 'E_ACT_NONE', '没有这项操作');
  const { of, act } = found;
  if (!act.by.some((role) => scene.actor.roles.includes(role)))
    throw new Problem(403, 'E_GRANT_ACT', `您没有对${access.entity.label}“${act.label}”的权限`);
  const record = await recordNow(desk, scene, asked.entity, id);
  const event = { act: act.name, entity: asked.entity, record };
  const { value, services } = await callFunction(guests, desk, scene, { of, run: act.run, event });
  await services.keep({ behind: [logged(scene, asked, { version: versionOf(record), label: act.label })] });
  return messageOf(value, act);
}

function named(state: TenantState, entity: string): { of: PackageModel; act: ServerActModel }[] {
  return state.model.packages.flatMap((of) =>
    (of.server?.acts ?? []).flatMap((act) => (act.of === entity ? [{ of, act }] : [])),
  );
}

async function recordNow(desk: Desk, scene: Scene, entity: string, id: string): Promise<unknown> {
  const { latin1 } = await readRecord(desk, scene, entity, id, '');
  return JSON.parse(Buffer.from(latin1, 'latin1').toString('utf8')) as unknown;
}

const versionOf = (record: unknown): number => Number((record as { version: unknown }).version);

/** The act may have put the record out of the actor's sight. */
function gone(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null;
  throw error;
}

/** A function may say in a few words what it did. */
function messageOf(value: unknown, act: ServerActModel): string {
  const said = typeof value === 'object' && value !== null ? (value as { message?: unknown }).message : null;
  return typeof said === 'string' && said !== '' ? said.slice(0, 200) : `${act.label}已完成`;
}

/** That it was done stands in the record's history, whether it changed something or not. */
function logged(
  { state, actor }: Scene,
  asked: { entity: string; id: string; act: string },
  done: { version: number; label: string },
): Statement {
  return {
    text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, version, rev, after)
           values ($1::int4, $2::uuid, $3::text, $4::text, 'act', $5::text, $6::uuid, $7::int8, $8::int4, $9::jsonb)`,
    values: [
      ...[
        state.id,
        actor.user,
        actor.name,
        actor.ip,
        asked.entity,
        asked.id.toLowerCase(),
        done.version,
        state.model_rev,
      ],
      JSON.stringify({ _act: { name: asked.act, label: done.label } }),
    ],
  };
}
