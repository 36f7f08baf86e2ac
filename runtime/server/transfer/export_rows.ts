// The rows of a list as a sheet: read through a cursor of one moment, written as they come, marked with who took them, and on
// record before anybody gets the file.
import type { TextRow } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import type { Access } from '../records/access.ts';
import type { Desk } from '../records/desk.ts';
import { listArgs, planCount, planList } from '../records/plan_list.ts';
import { planCountAcross, planListAcross } from '../records/plan_across.ts';
import { entryFor, reachArgs } from '../records/reach.ts';
import { parseListRequest, type ListRequest, type Query } from '../records/parse_list_request.ts';
import type { Scene } from '../records/scene.ts';
import { fieldContext } from '../records/row_values.ts';
import { bindPlan } from '../records/sql_builder.ts';
import { entryOf } from '../revisions/tenants.ts';
import { fieldType } from '@shijian/kernel';
import { exportable, exportColumns, includesOf, type ExportColumn } from './export_columns.ts';
import type { SheetFormat } from './sheets/sheet.ts';
import { writeSheet } from './sheets/write_sheet.ts';

/** Rows that are sent as the answer of a request; more go through a job. */
export const MOST_DIRECT = 20_000;
/** Rows of one file at all. */
export const MOST_EXPORTED = 200_000;
export const FETCH = 500;

/** A checked wish to export. */
export interface ExportPlan {
  access: Access;
  format: SheetFormat;
  columns: ExportColumn[];
  request: ListRequest;
  /** The query as it was asked, for the log. */
  query: Query;
}

/** @throws Problem 404, 403 E_GRANT_EXPORT, 400 with every fault of the query */
export function planExport(scene: Scene, entity: string, query: Query): ExportPlan {
  const access = exportable(scene, entity);
  const columns = exportColumns(scene, access, query.columns);
  const { filter, q, sort, deleted, tenant } = query;
  const asked = {
    filter,
    q,
    sort,
    deleted,
    tenant,
    include: includesOf(columns).join(','),
    limit: '0',
    count: 'exact',
  };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined && value !== ''));
  return {
    access,
    format: formatOf(query.format),
    columns,
    request: parseListRequest(scene, access, given),
    query: { filter, q, sort, deleted, tenant },
  };
}

/** @throws Problem 400 E_QUERY_VALUE */
export function formatOf(given: unknown): SheetFormat {
  if (given === undefined || given === 'csv') return 'csv';
  if (given === 'xlsx') return 'xlsx';
  throw new Problem(400, 'E_QUERY_INVALID', '格式只能是 csv 或 xlsx', {
    faults: [{ code: 'E_QUERY_VALUE', path: 'format', value: given, message: '格式只能是 csv 或 xlsx' }],
  });
}

/** How many rows there are. @throws Problem 422 E_EXPORT_ROWS when they are too many */
export async function countExport(desk: Desk, scene: Scene, plan: ExportPlan, most: number): Promise<number> {
  const { shape, key, reach } = plan.request;
  const statement = bindPlan(
    desk.plan(scene, `count exact ${key}`, (builder) =>
      reach ? planCountAcross(builder, shape, reach, false) : planCount(builder, shape, false),
    ),
    scene,
    { ...listArgs(shape, 1), ...(reach && reachArgs(reach)) },
  );
  const [row] = await desk.database.read(entryFor(scene, reach), statement);
  const count = Number(row!.n);
  if (count > most) {
    const remedy = most === MOST_DIRECT ? '请在列表上用“导出”在后台生成文件' : '请缩小条件后分批导出';
    throw new Problem(
      422,
      'E_EXPORT_ROWS',
      `共 ${count.toLocaleString('zh-CN')} 条，超过一次 ${most.toLocaleString('zh-CN')} 条的限制，${remedy}`,
      { count, most },
    );
  }
  return count;
}

/** Name of the file, for the officer. */
export function exportName(scene: Scene, plan: ExportPlan): string {
  return `${plan.access.entity.label}_${scene.today}.${plan.format}`;
}

/**
 * Writes the file and the log.
 * @param onRows told how many rows are written, now and then
 * @returns how many rows the file has
 */
export async function writeExport(
  desk: Desk,
  scene: Scene,
  plan: ExportPlan,
  path: string,
  onRows: (rows: number) => Promise<void> = async () => {},
): Promise<number> {
  return writeRows(desk, scene, plan, pages(desk, scene, plan), path, onRows);
}

/** The same of rows that are found in another way. @param pages rows with a record as `body` */
export async function writeRows(
  desk: Desk,
  scene: Scene,
  plan: Omit<ExportPlan, 'request'>,
  pages: AsyncIterable<TextRow[]>,
  path: string,
  onRows: (rows: number) => Promise<void> = async () => {},
): Promise<number> {
  let rows = 0;
  const cells = async function* (): AsyncGenerator<string[]> {
    yield plan.columns.map(({ heading }) => heading);
    for await (const bodies of pages) {
      for (const row of bodies) {
        const record = JSON.parse(row.body!) as Record<string, unknown>;
        yield plan.columns.map((column) => column.text(record));
      }
      rows += bodies.length;
      await onRows(rows);
    }
    yield [watermark(scene, rows)];
  };
  await writeSheet(path, plan.format, plan.access.entity.label, cells());
  await log(desk, scene, plan, rows);
  return rows;
}

/** Pages of one moment. */
function pages(desk: Desk, scene: Scene, plan: ExportPlan): AsyncGenerator<TextRow[]> {
  const { shape, key, reach } = plan.request;
  const statement = bindPlan(
    desk.plan(scene, `list ${key}`, (builder) =>
      reach ? planListAcross(builder, shape, reach) : planList(builder, shape),
    ),
    scene,
    { ...listArgs(shape, MOST_EXPORTED), ...(reach && reachArgs(reach)) },
  );
  return desk.database.cursor(entryFor(scene, reach), statement, FETCH);
}

/** Who took it, when and how much: the last line of the file. */
function watermark(scene: Scene, rows: number): string {
  const { actor, state } = scene;
  const field = { type: 'datetime' } as Parameters<ReturnType<typeof fieldType>['toText']>[1];
  const at = fieldType('datetime').toText(scene.now, field, {
    ...fieldContext(state),
    time_zone: state.model.tenant.time_zone,
  });
  return `导出说明：${state.label} ${actor.name}（${actor.login}）${at} 导出，共 ${rows.toLocaleString('zh-CN')} 条。按本人权限显示，仅限工作使用，请妥善保管`;
}

async function log(desk: Desk, scene: Scene, plan: Omit<ExportPlan, 'request'>, rows: number): Promise<void> {
  const { actor, state } = scene;
  await desk.database.write(entryOf(state), {
    text: `insert into platform.audit (tenant_id, actor, actor_name, ip, action, entity, rev, after)
           values ($1::int4, $2::uuid, $3::text, $4::text, 'export', $5::text, $6::int4, $7::jsonb)`,
    values: [
      state.id,
      actor.user,
      actor.name,
      actor.ip,
      plan.access.entity.name,
      state.model_rev,
      JSON.stringify({ rows, format: plan.format, columns: plan.columns.map(({ path }) => path), ...plan.query }),
    ],
  });
}
