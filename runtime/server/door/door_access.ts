// Who may what at the door. Rights are grants on the two entities over drafts and revisions: create, update and delete of a draft are what
// they say; who may update a revision approves what becomes one, who may create a revision publishes. The bureau's model names both.
import { isTrue, type Expr, type Model } from '@shijian/kernel';
import { Problem } from '../exceptions/problem.ts';
import { accessOf, isAlways, type Access } from '../records/access.ts';
import { envOf } from '../records/evaluation.ts';
import { rowView, type Stored } from '../records/row_values.ts';
import type { Scene } from '../records/scene.ts';

export interface DoorRights {
  /** Sees drafts. */
  drafts: boolean;
  /** Sees revisions. */
  revisions: boolean;
  write: boolean;
  drop: boolean;
  approve: boolean;
  publish: boolean;
}

export interface Door {
  drafts: Access | null;
  revisions: Access | null;
  rights: DoorRights;
}

/** @throws Problem 404 E_ENTITY_NONE for whoever sees neither drafts nor revisions */
export function doorOf(scene: Scene): Door {
  const [drafts, revisions] = [accessOver(scene, 'draft'), accessOver(scene, 'revision')];
  if (!drafts && !revisions) throw closed();
  const whole = (expr: Expr | null | undefined): boolean => !!expr && isAlways(expr);
  return {
    drafts,
    revisions,
    rights: {
      drafts: drafts !== null,
      revisions: revisions !== null,
      write: !!drafts?.create || (drafts?.updates.length ?? 0) > 0,
      drop: !!drafts?.delete,
      // A revision that is not there yet lies in no scope: only a grant without a condition counts.
      approve: drafts !== null && (revisions?.updates.some(({ where }) => isAlways(where)) ?? false),
      publish: drafts !== null && whole(revisions?.create),
    },
  };
}

/** @throws Problem 403 */
export function needRight(door: Door, right: keyof typeof REFUSED): void {
  if (!door.rights[right]) throw new Problem(403, REFUSED[right].code, REFUSED[right].message);
}

const REFUSED = {
  write: { code: 'E_GRANT_UPDATE', message: '您没有修改配置草稿的权限' },
  drop: { code: 'E_GRANT_DELETE', message: '您没有放弃配置草稿的权限' },
  approve: { code: 'E_GRANT_APPROVE', message: '您没有审批配置的权限' },
  publish: { code: 'E_GRANT_PUBLISH', message: '您没有发布配置的权限' },
} as const;

/** The draft must lie inside what the grant says. @param image by the names of the entity's fields. @throws Problem 403 */
export function needScope(scene: Scene, access: Access, act: 'create' | 'update' | 'delete', image: Stored): void {
  const granted =
    act === 'update' ? access.updates.map(({ where }) => where) : [access[act]].filter((one) => one !== null);
  const env = envOf(scene, { record: rowView(image) });
  if (granted.some((expr) => isAlways(expr) || isTrue(expr, env))) return;
  const word = { create: '新建', update: '修改', delete: '放弃' }[act];
  throw new Problem(403, `E_GRANT_${act.toUpperCase()}`, `您没有${word}这份配置草稿的权限`);
}

/** Somebody else than who wrote the draft has to approve it: a setting of that name of any package. */
export function asksFourEyes(model: Model): boolean {
  return Object.entries(model.tenant.settings).some(([name, value]) => name.endsWith('.four_eyes') && value === true);
}

/** The drafts for this actor. @throws Problem 404 E_ENTITY_NONE */
export function draftsOf(door: Door): Access {
  if (!door.drafts) throw closed();
  return door.drafts;
}

function accessOver(scene: Scene, source: string): Access | null {
  const entity = Object.values(scene.state.model.entities).find((one) => one.source === source);
  return entity ? accessOf(scene.state, scene.actor.roles, entity.name) : null;
}

function closed(): Problem {
  return new Problem(404, 'E_ENTITY_NONE', '没有这类记录，或者您无权查看');
}
