// A refused act is written to the audit in a transaction of its own: who wanted to do what, and by which rule not. The bodies of
// requests stay out of it.
import type { HttpContext } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { inTenant } from '../identity/in_tenant.ts';

/** Rows a minute of one session: whoever hammers at a closed door is seen without filling the audit. */
const MOST = 60;
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const counted = new WeakMap<object, { minute: number; n: number }>();

/** True for what a person was not allowed to do; a mistake in what he typed is none. */
function isRefusal(error: unknown): error is Problem {
  return error instanceof Problem && error.status === 403 && /^E_(GRANT|ROW|FIELD)_/.test(error.code);
}

/** Logs the error of a request when it is a refusal. Never throws: the answer is refused either way. */
export async function logRefusal(ctx: HttpContext, error: unknown): Promise<void> {
  if (!isRefusal(error) || isTooMany(ctx)) return;
  const { actor, services } = ctx;
  const { entity, id } = ctx.params as { entity?: unknown; id?: unknown };
  const asked = { code: error.code, method: ctx.request.method(), path: ctx.request.url().slice(0, 200) };
  try {
    await inTenant(services.tenants, actor.tenant.id, (entry, state) =>
      services.database.write(entry, {
        text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, record, rev, after)
               values ($1::int4, $2::uuid, $3::text, $4::text, 'refused', $5::text, $6::uuid, $7::int4, $8::jsonb)`,
        values: [
          state.id,
          actor.user,
          actor.name,
          actor.ip,
          typeof entity === 'string' ? entity.slice(0, 100) : '',
          typeof id === 'string' && UUID.test(id) ? id : null,
          state.model_rev,
          JSON.stringify(asked),
        ],
      }),
    );
  } catch (failure) {
    ctx.logger.error({ code: error.code }, `a refusal is not in the audit: ${(failure as Error).message}`);
  }
}

function isTooMany(ctx: HttpContext): boolean {
  const minute = Math.floor(Date.now() / 60_000);
  const known = counted.get(ctx.session);
  const now = known?.minute === minute ? known : { minute, n: 0 };
  now.n += 1;
  counted.set(ctx.session, now);
  return now.n > MOST;
}
