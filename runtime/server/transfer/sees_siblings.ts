// How many lines of a file may be judged at once. Rules that look at other rows of the same entity, and refs to it, have to see
// the lines before them as written: such entities go in line by line.
import type { Expr } from '@shijian/kernel';
import { accessOf } from '../records/access.ts';
import type { Scene } from '../records/scene.ts';
import type { ImportRow } from './import_store.ts';

const MOST = 500;

/** Lines a batch. */
export function batchSize(scene: Scene, row: ImportRow): number {
  const access = accessOf(scene.state, scene.actor.roles, row.entity);
  if (!access) return MOST;
  // Of whatever level: what a sheet cannot give a reason for is refused as well.
  const rules = access.entity.checks.map(({ rule }) => rule);
  const mapped = new Set(row.mapping?.columns ?? []);
  const chosen = access.entity.fields.filter(({ name }) => mapped.has(name));
  const points = chosen.some(({ to }) => to.includes(row.entity));
  const choices = chosen.flatMap(({ choose }) => choose ?? []);
  return points || [...rules, ...choices].some((expr) => standsOver(expr, row.entity)) ? 1 : MOST;
}

/** True when an expression has a set of this entity's rows in it. */
function standsOver(expr: Expr, entity: string): boolean {
  return JSON.stringify(expr).includes(`"set:ref:${entity}"`) || hasEntity(expr, entity);
}

function hasEntity(node: unknown, entity: string): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { op, entity: named } = node as { op?: string; entity?: string };
  if (op === 'entity' && named === entity) return true;
  return Object.values(node).some((part) => hasEntity(part, entity));
}
