// Records that cells of a file mean: by id, by a unique field or by title, among those the actor may see.
import type { FieldModel } from '@shijian/kernel';
import type { Fault } from '../exceptions/problem.ts';
import { entryOf } from '../revisions/tenants.ts';
import { accessOf, isReadInClear } from './access.ts';
import { columnSql } from './columns.ts';
import type { Desk } from './desk.ts';
import { titleSql } from './project.ts';
import type { Scene } from './scene.ts';
import { bindPlan } from './sql_builder.ts';

/** The id that a text means in a ref field, or the fault of it. */
export type RefFinder = (field: FieldModel, text: string) => string | Fault;

/** Looks all texts of all ref columns up, one statement a column. */
export async function findRefs(
  desk: Desk,
  scene: Scene,
  columns: readonly { field: FieldModel; texts: readonly string[] }[],
): Promise<RefFinder> {
  const found = new Map<string, Map<string, Set<string>>>();
  for (const { field, texts } of columns)
    found.set(
      field.name,
      await look(desk, scene, field, [...new Set(texts.map((text) => text.trim()).filter(Boolean))]),
    );
  return (field, text) => {
    const ids = found.get(field.name)?.get(text);
    if (ids?.size === 1) return [...ids][0]!;
    const many = (ids?.size ?? 0) > 1;
    return {
      code: many ? 'E_REF_MANY' : 'E_REF_NONE',
      path: field.name,
      value: text,
      message: many ? `“${text}”对应多个${field.label}，请改填编号` : `没有找到${field.label}“${text}”`,
    };
  };
}

async function look(desk: Desk, scene: Scene, field: FieldModel, texts: string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  const target = field.to.length === 1 ? accessOf(scene.state, scene.actor.roles, field.to[0]!) : null;
  if (!target || texts.length === 0) return found;
  const plan = desk.plan(scene, `find ${target.entity.name}`, (builder) => {
    const columns = scene.state.columns.get(target.entity.name)!;
    const keys = target.fields
      .filter(
        (candidate) =>
          candidate.unique && isReadInClear(target, candidate.name) && columns.get(candidate.name)?.type === 'text',
      )
      .map((candidate) => columnSql(columns.get(candidate.name)!, 't'));
    const names = [`t.id::text`, titleSql(builder, target, 't'), ...keys];
    return builder.plan(
      `select t.id::text as id, n.name from ${builder.relation(target.entity.name, 'actor')} t
       cross join lateral (values ${names.map((sql) => `(${sql})`).join(', ')}) as n(name)
       where t.deleted_at is null and n.name = any (${builder.arg('texts', 'text[]')}) limit 20000`,
    );
  });
  const rows = await desk.database.read(entryOf(scene.state), bindPlan(plan, scene, { texts }));
  for (const row of rows) {
    const ids = found.get(row.name!) ?? new Set();
    found.set(row.name!, ids.add(row.id!));
  }
  return found;
}
