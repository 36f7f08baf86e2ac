// The rows of a list as a CSV file: labels instead of codes, masks as on the screen, at most 50,000 rows, written page by page.
import type { HttpContext } from '@adonisjs/core/http';
import { fieldType, type CodeModel, type FieldContext, type FieldModel } from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { accessOf, isMasked, type Access } from './access.ts';
import type { Desk } from './desk.ts';
import { targetOf } from './columns.ts';
import { inTenant } from './in_tenant.ts';
import { parseListRequest, type Query } from './parse_list_request.ts';
import { queryOf } from './query_of.ts';
import { readable, readPage } from './read_record.ts';
import { fieldContext } from './row_values.ts';
import type { Scene } from './scene.ts';

const PAGE = 200;
const MOST = 50_000;

interface ExportColumn {
  heading: string;
  text(record: Record<string, unknown>): string;
}

export async function exportRecords(ctx: HttpContext): Promise<void> {
  const { name, lines } = await inTenant(ctx, async (desk, scene) => {
    const access = readable(scene, String(ctx.params.entity));
    if (!access.export) throw new Problem(403, 'E_GRANT_EXPORT', `您没有导出${access.entity.label}的权限`);
    const query = queryOf(ctx);
    const paths = pathsOf(scene, access, query);
    const columns = paths.map((path) => columnOf(scene, access, path));
    const include = [...new Set(paths.filter((path) => path.includes('.')).map((path) => path.split('.')[0]!))];
    return {
      name: `${access.entity.label}_${scene.today}.csv`,
      lines: await readLines(desk, scene, access, query, include, columns),
    };
  });
  ctx.response.header('Content-Type', 'text/csv; charset=utf-8');
  ctx.response.header('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  ctx.response.header('Cache-Control', 'no-store');
  ctx.response.send(`\ufeff${lines.join('\r\n')}\r\n`);
}

async function readLines(
  desk: Desk,
  scene: Scene,
  access: Access,
  query: Query,
  include: string[],
  columns: ExportColumn[],
): Promise<string[]> {
  const lines = [columns.map((column) => cell(column.heading)).join(',')];
  let after: string | null = null;
  do {
    const asked = {
      filter: query.filter,
      q: query.q,
      sort: query.sort,
      deleted: query.deleted,
      tenant: query.tenant,
      include: include.join(','),
      limit: String(PAGE),
      after,
    };
    const given = Object.fromEntries(
      Object.entries(asked).filter(([, value]) => value !== undefined && value !== null && value !== ''),
    );
    const page = await readPage(desk, scene, parseListRequest(scene, access, given));
    for (const body of page.items) {
      const record = JSON.parse(body) as Record<string, unknown>;
      lines.push(columns.map((column) => cell(column.text(record))).join(','));
    }
    after = page.next;
    if (lines.length > MOST) throw new Problem(422, 'E_EXPORT_ROWS', `超过 ${MOST} 条，请缩小条件后分批导出`);
  } while (after);
  return lines;
}

/** Columns asked for, else those of the entity's list. @throws Problem 400 with every unknown path */
function pathsOf(scene: Scene, access: Access, query: Query): string[] {
  const given = typeof query.columns === 'string' && query.columns !== '' ? query.columns.split(',') : null;
  const view = Object.values(scene.state.model.views).find(
    (candidate) => candidate.type === 'list' && candidate.of === access.entity.name,
  );
  const paths = given ?? [
    ...new Set([
      ...(showsBureau(scene, access) ? [BUREAU] : []),
      ...(view?.type === 'list' ? view.columns : []),
      ...access.fields.filter((f) => f.fields.length === 0).map((f) => f.name),
    ]),
  ];
  const known = paths.filter((path) => fieldAt(scene, access, path) || (path === BUREAU && showsBureau(scene, access)));
  if (given && known.length < given.length) {
    const faults = given
      .filter((path) => !known.includes(path))
      .map((path): Fault => ({ code: 'E_QUERY_FIELD', path: 'columns', value: path, message: `没有列 ${path}` }));
    throw new Problem(400, 'E_QUERY_INVALID', '查询条件有误', { faults });
  }
  return known;
}

/** Path of the bureau that a row belongs to. */
const BUREAU = '_tenant';

function showsBureau(scene: Scene, access: Access): boolean {
  return access.across && scene.below.length > 0;
}

function columnOf(scene: Scene, access: Access, path: string): ExportColumn {
  if (path === BUREAU) {
    return { heading: '所属单位', text: (record) => (record._tenant as { label: string } | undefined)?.label ?? '' };
  }
  const field = fieldAt(scene, access, path)!;
  const [first, second] = path.split('.') as [string, string | undefined];
  const heading = second ? `${access.fields.find((f) => f.name === first)!.label}.${field.label}` : field.label;
  return {
    heading,
    text(record) {
      const refs = record._refs as Record<string, Record<string, unknown>> | undefined;
      const holder = second ? refs?.[first] : record;
      if (!holder) return '';
      const value = holder[field.name];
      if (value === null || value === undefined) return '';
      if (!second && field.to.length > 0) return titlesOf(refs?.[first]);
      if (isMasked(field)) return String(value);
      const added = (record._labels as Record<string, Record<string, string>> | undefined)?.[field.name];
      return fieldType(field.type).toText(
        value,
        field,
        withLabels(fieldContext(scene.state), second ? undefined : added),
      );
    },
  };
}

/** Codes that a bureau below added to a list read as that bureau calls them. */
function withLabels(context: FieldContext, added: Readonly<Record<string, string>> | undefined): FieldContext {
  if (!added) return context;
  const codes = Object.entries(added).map(([code, label]): CodeModel => ({
    code,
    label,
    parent: null,
    tone: null,
    retired: false,
    level: null,
  }));
  return {
    ...context,
    list: (name) => {
      const list = context.list(name);
      return list && { ...list, codes: [...list.codes, ...codes] };
    },
  };
}

function fieldAt(scene: Scene, access: Access, path: string): FieldModel | null {
  const [first, second, more] = path.split('.');
  if (more !== undefined) return null;
  const field = access.fields.find((candidate) => candidate.name === first);
  if (!field || second === undefined) return field ?? null;
  const to = targetOf(field);
  const target = to === null ? null : accessOf(scene.state, scene.actor.roles, to);
  return target?.fields.find((candidate) => candidate.name === second) ?? null;
}

/** Titles of one ref or of a set of them. */
function titlesOf(refs: unknown): string {
  const list = (Array.isArray(refs) ? refs : [refs]) as ({ title?: string } | undefined)[];
  return list.map((ref) => ref?.title ?? '').join('、');
}

/** RFC 4180, and a quote before what a spreadsheet would run as a formula. */
export function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d,.]+( \S+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
