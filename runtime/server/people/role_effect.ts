// What saving a role would mean, before it is saved: whose rights change, and how many records more or fewer they see. Nothing is written.
import type { HttpContext } from '@adonisjs/core/http';
import { planSentence, type Risk } from '@shijian/kernel';
import { StaleTenant } from '../database/client.ts';
import { asksFourEyes } from '../door/door_access.ts';
import { planChange } from '../plan/plan_change.ts';
import { inTenant } from '../records/in_tenant.ts';
import { askedChange, invalidRole } from './roles.ts';

export interface RoleEffect {
  /** The change would wait for a second pair of eyes. */
  waits: boolean;
  /** In Chinese, what is to be confirmed first. */
  lines: { code: string; risk: Risk; text: string }[];
}

/**
 * `POST /api/roles/effect` of a new one, `POST /api/roles/:name/effect` of one that is there; the body is that of the save.
 * @throws Problem as saving would: 403, 404, 409 E_ROLE_TAKEN, 422 E_ROLE_INVALID
 */
export async function roleEffect(ctx: HttpContext): Promise<RoleEffect> {
  return inTenant(ctx, async (desk, scene) => {
    const { state } = scene;
    const act = ctx.params.name === undefined ? 'create' : 'update';
    const { changed } = await askedChange(ctx, desk, scene, act);
    const plan = await planChange(ctx.services, state.id, [changed], state.model_rev);
    if (!plan) throw new StaleTenant();
    if (plan.diagnostics.some(({ severity }) => severity === 'error')) throw invalidRole(plan.diagnostics);
    return {
      waits: asksFourEyes(state.model),
      // What nobody would notice is not worth a line.
      lines: plan.steps
        .filter(({ risk, count }) => risk === 'refused' || count !== 0)
        .map((step) => ({ code: step.code, risk: step.risk, text: planSentence(step, 'zh') })),
    };
  });
}
