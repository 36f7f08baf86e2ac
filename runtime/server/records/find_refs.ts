// Records that cells of a file mean: by id, by a unique field or by title, among those the actor may see.
import type { FieldModel } from '@shijian/kernel';
import type { Fault } from '../exceptions/problem.ts';
import { entryOf } from '../revisions/tenants.ts';
import { accessOf, isReadInClear } from './access.ts';
import { columnSql, pgTypeOfField } from './columns.ts';
import type { Desk } from './desk.ts';
import { titleSql } from './project.ts';
import type { Scene } from './scene.ts';
import { bindPlan } from './sql_builder.ts';

/** What a text means in a ref field (an id, { entity, id } or ids, as the field is), or the fault of it. */
export type RefFinder = (field: FieldModel, text: string) => string | object | Fault;

interface Found {
  entity: string;
  id: string;
}

/** Looks all texts of all ref columns up, one statement a column and entity. */
export async function findRefs(
  desk: Desk,
  scene: Scene,
  columns: readonly { field: FieldModel; texts: readonly string[] }[],
): Promise<RefFinder> {
  const found = new Map<string, Map<string, Found[]>>();
  for (const { field, texts } of columns) {
    const wanted = [...new Set(texts.flatMap((text) => wordsOf(field, text)))];
    const rows = new Map<string, Found[]>();
    for (const entity of field.to)
      for (const [text, ids] of await look(desk, scene, entity, wanted))
        rows.set(text, [...(rows.get(text) ?? []), ...[...ids].map((id) => ({ entity, id }))]);
    found.set(field.name, rows);
  }
  return (field, text) => {
    const words = wordsOf(field, text);
    const meant = words.map((word) => ({ word, rows: found.get(field.name)?.get(word) ?? [] }));
    const bad = meant.find(({ rows }) => rows.length !== 1);
    if (bad) {
      const many = bad.rows.length > 1;
      return {
        code: many ? 'E_REF_MANY' : 'E_REF_NONE',
        path: field.name,
        value: bad.word,
        message: many ? `“${bad.word}”对应多个${field.label}，请改填编号` : `没有找到${field.label}“${bad.word}”`,
      };
    }
    const ids = meant.map(({ rows }) => rows[0]!);
    if (isSet(field)) return ids.map(({ id }) => id);
    return field.to.length > 1 ? ids[0]! : ids[0]!.id;
  };
}

const isSet = (field: FieldModel): boolean => pgTypeOfField(field) === 'uuid[]';

/** A cell of several refs separates them as people do. */
function wordsOf(field: FieldModel, text: string): string[] {
  const words = isSet(field) ? text.split(/[,，、;；\n]+/) : [text];
  return words.map((word) => word.trim()).filter(Boolean);
}

async function look(desk: Desk, scene: Scene, entity: string, texts: string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  const target = accessOf(scene.state, scene.actor.roles, entity);
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
