// Lines that were read and checked → what the database has against them, and the statements that write them.
import { isDatabaseError, type SqlValue, type Statement } from '../database/client.ts';
import type { Access } from '../records/access.ts';
import { checkLocks } from '../records/check_levels.ts';
import { drawMany, drawnFields, gaplessArgs, gaplessMany, isGapless } from '../records/draw_numbers.ts';
import { rowArgs } from '../records/row_values.ts';
import { sentArg } from '../records/plan_write.ts';
import { bindPlan, type Plan } from '../records/sql_builder.ts';
import { entryOf } from '../revisions/tenants.ts';
import type { BadLine, GoodLine, ImportWork } from './import_lines.ts';
import { lineFaults } from './line_faults.ts';
import { planCreateLines, planUpdateLines, type Doing } from './plan_import.ts';

/** What the database has against lines; keeps in `good` those it has nothing against. */
export async function judgeLines(
  work: ImportWork,
  good: readonly GoodLine[],
): Promise<{ good: GoodLine[]; bad: BadLine[] }> {
  const { desk, scene } = work;
  const statements = statementsOf(work, good, 'judge', {});
  if (statements.length === 0) return { good: [], bad: [] };
  const marked = new Map<number, string[]>();
  for (const rows of await desk.database.readAll(entryOf(scene.state), statements))
    for (const row of rows) marked.set(Number(row.n), JSON.parse(row.marks!) as string[]);
  const bad = lineFaults(
    work,
    good.filter(({ line }) => marked.has(line)),
    marked,
  );
  return { good: good.filter(({ line }) => !marked.has(line)), bad };
}

/** Where a batch stands in its import. */
export interface Batch {
  import: string;
  first_line: number;
  last_line: number;
}

/** True for an error after which the same lines may go in at the next attempt: somebody else was first, or in the way. */
export function isPassing(error: unknown): boolean {
  if (!isDatabaseError(error)) return false;
  if (error.code === 'SJ001') return error.detail?.includes('"again"') === true;
  return error.code === '40P01' || error.code === '40001' || (error.code === '23505' && error.table === 'claim');
}

/** Statements that write lines which were judged, for one trip. */
export async function writeStatements(
  work: ImportWork,
  good: readonly GoodLine[],
  batch: Batch | 'restore',
): Promise<Statement[]> {
  const { desk, scene, access } = work;
  const fresh = good.filter(({ old }) => old === null);
  const draws: Statement[] = [];
  for (const field of new Set(fresh.flatMap(({ image }) => drawnFields(access.entity, image)))) {
    const without = fresh.filter(({ image }) => (image[field.name] ?? null) === null);
    if (isGapless(field)) {
      draws.push(gaplessMany(scene, access.entity, field, without.length));
      continue;
    }
    const numbers = await drawMany(desk, scene, access.entity, field, without.length);
    without.forEach(({ image }, i) => (image[field.name] = numbers[i]));
  }
  return [
    ...locksOf(work, good),
    ...draws,
    ...(batch === 'restore'
      ? statementsOf(work, good, 'restore', {})
      : statementsOf(work, good, 'write', { ...batch })),
  ];
}

/** Locks of all lines, each once and in one order, ahead of what they guard. */
function locksOf({ scene, access, desk }: ImportWork, good: readonly GoodLine[]): Statement[] {
  const locks = good.flatMap(({ image }) => checkLocks(scene, access.entity, image, desk.seal));
  const byKey = new Map(locks.map((lock) => [String(lock.values[0]), lock]));
  return [...byKey.keys()].sort().map((key) => byKey.get(key)!);
}

function statementsOf(
  work: ImportWork,
  good: readonly GoodLine[],
  doing: Doing,
  more: Record<string, SqlValue>,
): Statement[] {
  const { desk, scene, access } = work;
  const fresh = good.filter(({ old }) => old === null);
  const statements: Statement[] = [];
  if (fresh.length > 0) {
    const plan = desk.plan(scene, `import create ${access.entity.name} ${doing}`, (builder) =>
      planCreateLines(builder, access, doing),
    );
    statements.push(filled(work, plan, fresh, null, more));
  }
  const groups = Map.groupBy(
    good.filter(({ old }) => old !== null),
    ({ old }) => JSON.stringify(old!.scope),
  );
  for (const [shapeOfScope, lines] of groups) {
    const { scope } = lines[0]!.old!;
    const written = access.entity.fields
      .map(({ name }) => name)
      .filter((name) => lines.some(({ old }) => old!.changed.includes(name)));
    const shape = `import update ${access.entity.name} ${doing} ${written.join(',')} ${shapeOfScope}`;
    const plan = desk.plan(scene, shape, (builder) => planUpdateLines(builder, access, written, scope, doing));
    statements.push(filled(work, plan, lines, written, more));
  }
  return statements;
}

function filled(
  work: ImportWork,
  plan: Plan,
  lines: readonly GoodLine[],
  written: readonly string[] | null,
  more: Record<string, SqlValue>,
): Statement {
  const { desk, scene, access } = work;
  const { entity } = access;
  const columns = [...scene.state.columns.get(entity.name)!.values()].filter(
    ({ place, field }) => place !== 'ext' && (!written || written.includes(field.name)),
  );
  const rows = lines.map(({ image }) => rowArgs(scene.state, entity, image, written, desk.seal));
  const ranks = rankArgs(entity, lines);
  const keys = lines.flatMap(({ line, id, claims, old }) =>
    (old?.fresh ?? claims).map((claim) => ({ line, id, ...claim })),
  );
  const drops = lines.flatMap(({ id, old }) => (old?.dropped ?? []).map((rule) => ({ id, rule })));
  const args: Record<string, SqlValue> = {
    ...more,
    ...gaplessArgs(scene, entity, {}),
    ...ranks,
    'l.n': lines.map(({ line }) => line),
    'l.id': lines.map(({ id }) => id),
    'l.version': lines.map(({ old }) => old?.version ?? null),
    'l.search_text': rows.map((row) => row.search_text as string),
    'l.ext': rows.map((row) => row.ext as string),
    'l.quarantined': lines.map(({ quarantined }) => String(quarantined)),
    'l.cleared': rows.map((row) => arrayText(row.ext_cleared as readonly string[])),
    'l.changed': lines.map(({ old }) => arrayText(old?.changed ?? [])),
    'l.sent': lines.map(({ old }) => sentArg(access, old?.unread ?? [])),
    'k.n': keys.map(({ line }) => line),
    'k.record': keys.map(({ id }) => id),
    'k.rule': keys.map(({ rule }) => rule),
    'k.key': keys.map(({ key }) => key),
    drop_record: drops.map(({ id }) => id),
    drop_rule: drops.map(({ rule }) => rule),
  };
  columns.forEach(
    (column, i) => (args[`l.c${i}`] = rows.map((row) => cellText(row[`f.${column.field.name}`] ?? null))),
  );
  return bindPlan(plan, scene, args);
}

/** Which of the gapless numbers each line takes, from 1. */
function rankArgs(entity: Access['entity'], lines: readonly GoodLine[]): Record<string, SqlValue> {
  const args: Record<string, SqlValue> = {};
  for (const field of entity.fields.filter(isGapless)) {
    let rank = 0;
    args[`l.r_${field.uid}`] = lines.map(({ image, old }) =>
      old === null && (image[field.name] ?? null) === null ? (rank += 1) : null,
    );
  }
  return args;
}

function cellText(value: SqlValue): string | null {
  if (value === null) return null;
  return Array.isArray(value) ? arrayText(value as readonly string[]) : String(value as string | number | boolean);
}

/** An array as PostgreSQL writes it, inside an array of texts. */
function arrayText(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`;
}
