// Runs a handler in the actor's tenant as it is now. When the tenant moved to another revision meanwhile, nothing was read
// or written: state and actor are loaded again and the handler runs once more. What is read behind a write therefore has a call of its
// own: the write is kept by then, and must not be made again because the bureau moved on after it.
import { join } from 'node:path';
import type { HttpContext } from '@adonisjs/core/http';
import { logRefusal } from '../audit/log_refusal.ts';
import { isDatabaseError, StaleTenant } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import { withFreshActor } from '../identity/session_middleware.ts';
import type { TenantState } from '../revisions/tenants.ts';
import type { Services } from '../start/services.ts';
import { Desk } from './desk.ts';
import { readsBelow } from './reach.ts';
import { sceneOf, type Scene } from './scene.ts';
import { Seal } from './seal.ts';

const desks = new WeakMap<object, Desk>();

/** The desk of this process. */
export function deskOf(services: Omit<Services, 'jobs'>): Desk {
  let desk = desks.get(services);
  if (!desk) {
    desk = new Desk({
      database: services.database,
      tenants: services.tenants,
      seal: Seal.open(services.environment.data),
      filesFolder: join(services.environment.data, 'files'),
    });
    desks.set(services, desk);
  }
  return desk;
}

/** @throws Problem 503 E_TENANT_MOVING when the tenant moves a second time */
export async function inTenant<T>(ctx: HttpContext, body: (desk: Desk, scene: Scene) => Promise<T>): Promise<T> {
  const desk = deskOf(ctx.services);
  let attempts = 0;
  try {
    return await withFreshActor(ctx, async () => {
      const state = await desk.tenants.get(ctx.actor.tenant.id);
      if (!state) throw new Problem(503, 'E_TENANT_NONE', '本单位的配置还没有就绪，请稍后再试');
      // Rights were judged at other counters than the ones known now: judge them again before anything runs.
      const { model_rev, access_rev } = ctx.actor.tenant;
      if (state.model_rev !== model_rev || state.access_rev !== access_rev) throw new StaleTenant();
      const below = readsBelow(state, ctx.actor.roles) ? await desk.tenants.statesBelow(state) : [];
      attempts += 1;
      try {
        return await body(desk, sceneOf(ctx.actor, state, new Date(), below));
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        // Refused by what is known here, before any statement could prove it: it may be allowed by what counts now. A bureau that
        // nobody here knows may have joined since: looked up once more before it is refused.
        if ((attempts === 1 && namesStrangeBureau(error)) || !(await isCurrent(desk, state))) throw new StaleTenant();
        throw error;
      }
    });
  } catch (error) {
    await logRefusal(ctx, error);
    if (!(error instanceof StaleTenant)) throw asProblem(error);
    throw new Problem(503, 'E_TENANT_MOVING', '系统正在更新配置，请稍后再试', {}, { 'Retry-After': '2' });
  }
}

function namesStrangeBureau(error: Problem): boolean {
  return (error.extra.faults ?? []).some(({ code }) => code === 'E_QUERY_TENANT');
}

async function isCurrent(desk: Desk, state: TenantState): Promise<boolean> {
  const rows = await desk.database.platform({
    text: 'select 1 as one from platform.tenant where id = $1::int4 and model_rev = $2::int4 and access_rev = $3::int4',
    values: [state.id, state.model_rev, state.access_rev],
  });
  return rows.length > 0;
}

/** What a request can bring about in the database that is no fault of ours; everything else comes back as it is. */
function asProblem(error: unknown): unknown {
  if (!isDatabaseError(error)) return error;
  // Class 22, data exception: a cursor or value that was made up and is of another type.
  if (error.code?.startsWith('22'))
    return new Problem(400, 'E_QUERY_VALUE', '请求里有不合规定的内容，请刷新页面后再试');
  return error;
}
