// The entity that a request names, where it must stand over a certain source: acts on people are found at the records they are about.
import type { HttpContext } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import type { Access } from '../records/access.ts';
import { readable } from '../records/read_record.ts';
import type { Scene } from '../records/scene.ts';

/** @throws Problem 404 E_ENTITY_NONE when the entity is not granted, or stands over something else */
export function sourced(scene: Scene, ctx: HttpContext, source: string): Access {
  const access = readable(scene, String(ctx.params.entity));
  if (access.entity.source !== source) throw new Problem(404, 'E_ENTITY_NONE', '没有这类记录，或者您无权查看');
  return access;
}

/** The entity of this bureau that stands over a source, if the actor reads it. */
export function entityOver(scene: Scene, source: string): string | null {
  return Object.values(scene.state.model.entities).find((entity) => entity.source === source)?.name ?? null;
}
