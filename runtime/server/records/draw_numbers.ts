// Numbers of sequence fields. Most are drawn before the record is written, by a statement of their own, so that nobody waits for a
// slow writer; a gapless one is drawn in the record's own transaction and taken back with it.
import { fieldType, patternParts, periodOf, spell, type EntityModel, type FieldModel } from '@shijian/kernel';
import type { SqlValue, Statement } from '../database/client.ts';
import { entryOf } from '../revisions/tenants.ts';
import type { Desk } from './desk.ts';
import { literal } from './names.ts';
import type { Stored } from './row_values.ts';
import type { Scene } from './scene.ts';
import type { SqlBuilder } from './sql_builder.ts';

/** Fields whose number is drawn in the transaction of the record. */
export function isGapless(field: FieldModel): boolean {
  return fieldType(field.type).drawn === true && field.options.gapless === true;
}

/** Whether records of an entity are given numbers when they are made. */
export function drawsNumbers(entity: EntityModel): boolean {
  return entity.fields.some((field) => fieldType(field.type).drawn === true);
}

/** Draws the numbers that may have gaps into the image of a new record; what an import brought stays. */
export async function drawNumbers(desk: Desk, scene: Scene, entity: EntityModel, image: Stored): Promise<void> {
  for (const field of drawnFields(entity, image)) {
    if (isGapless(field)) continue;
    const [number] = await drawMany(desk, scene, entity, field, 1);
    image[field.name] = number;
  }
}

/** Draws so many numbers of a field at once, in their order. */
export async function drawMany(
  desk: Desk,
  scene: Scene,
  entity: EntityModel,
  field: FieldModel,
  count: number,
): Promise<string[]> {
  const { sql, values } = drawSql(scene, entity, field, count);
  const [rows] = await desk.database.write(entryOf(scene.state), { text: sql, values });
  const last = BigInt(rows![0]!.last!);
  const { before, digits, after } = spelling(scene, field);
  return Array.from({ length: count }, (_, i) => {
    const number = last - BigInt(count - 1 - i);
    return `${before}${String(number).padStart(digits, '0')}${after}`;
  });
}

/** Statements that draw the gapless numbers, for the same trip as the record and ahead of it. */
export function gaplessDraws(scene: Scene, entity: EntityModel, image: Stored): Statement[] {
  return drawnFields(entity, image).flatMap((field) => {
    if (!isGapless(field)) return [];
    const { sql, values } = drawSql(scene, entity, field, 1);
    return [
      {
        text: `with drawn as (${sql}) select set_config(${literal(settingOf(field))}, last, true) as drawn from drawn`,
        values,
      },
    ];
  });
}

/** Statement that draws `count` gapless numbers ahead of the rows that take them, in their transaction; rankedSql() reads them. */
export function gaplessMany(scene: Scene, entity: EntityModel, field: FieldModel, count: number): Statement {
  const { sql, values } = drawSql(scene, entity, field, count);
  return {
    text: `with drawn as (${sql}) select set_config(${literal(settingOf(field))}, (last::int8 - $4::int8)::text, true) as drawn from drawn`,
    values,
  };
}

/** SQL of the number with this rank (from 1) among those that gaplessMany() drew; null where the rank is. */
export function rankedSql(builder: SqlBuilder, field: FieldModel, rank: string): string {
  const arg = (part: string, type: string): string => builder.arg(`${part}.${field.name}`, type);
  // Read for rows without a rank too, and an empty text where this transaction has drawn none.
  const drawn = `(nullif(current_setting(${literal(settingOf(field))}, true), '')::int8 + ${rank})::text`;
  return `case when ${rank} is not null then ${arg('before', 'text')} || lpad(${drawn}, greatest(${arg('digits', 'int4')}, length(${drawn})), '0') || ${arg('after', 'text')} end`;
}

/** Arguments that gaplessSql() and rankedSql() bind. */
export function gaplessArgs(scene: Scene, entity: EntityModel, image: Stored): Record<string, SqlValue> {
  const args: Record<string, SqlValue> = {};
  for (const field of entity.fields.filter(isGapless)) {
    const { before, digits, after } = spelling(scene, field);
    args[`drawn.${field.name}`] = (image[field.name] ?? null) === null;
    args[`before.${field.name}`] = before;
    args[`digits.${field.name}`] = digits;
    args[`after.${field.name}`] = after;
  }
  return args;
}

/** SQL of the number that was just drawn in this transaction; null when an import brought its own. */
export function gaplessSql(builder: SqlBuilder, field: FieldModel): string {
  const drawn = `current_setting(${literal(settingOf(field))}, true)`;
  const arg = (part: string, type: string): string => builder.arg(`${part}.${field.name}`, type);
  return `case when ${arg('drawn', 'bool')} then ${arg('before', 'text')} || lpad(${drawn}, greatest(${arg('digits', 'int4')}, length(${drawn})), '0') || ${arg('after', 'text')} end`;
}

export function drawnFields(entity: EntityModel, image: Stored): FieldModel[] {
  return entity.fields.filter((field) => fieldType(field.type).drawn && (image[field.name] ?? null) === null);
}

function drawSql(
  scene: Scene,
  entity: EntityModel,
  field: FieldModel,
  count: number,
): { sql: string; values: SqlValue[] } {
  return {
    sql: `insert into platform.sequence as s (tenant_id, name, period, last) values ($1::int4, $2::text, $3::text, $4::int8)
          on conflict (tenant_id, name, period) do update set last = s.last + $4::int8 returning last::text`,
    values: [scene.state.id, `${entity.name}#${field.uid}`, periodOf(field.options.reset, scene.today), count],
  };
}

function spelling(scene: Scene, field: FieldModel): ReturnType<typeof spell> {
  const parts = patternParts(String(field.options.pattern)) ?? [];
  return spell(parts, scene.today, scene.state.model.tenant.region);
}

function settingOf(field: FieldModel): string {
  return `app.drawn_${field.uid.replaceAll(/\W/g, '_')}`;
}
