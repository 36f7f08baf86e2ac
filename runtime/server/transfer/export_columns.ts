// Columns of an export: which, what they are called, and what stands in a row's cell: labels instead of codes, titles instead
// of ids, masks as on the screen.
import { fieldType, type CodeModel, type FieldContext, type FieldModel } from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { accessOf, isMasked, type Access } from '../records/access.ts';
import { targetOf } from '../records/columns.ts';
import { readable } from '../records/read_record.ts';
import type { Query } from '../records/parse_list_request.ts';
import { fieldContext } from '../records/row_values.ts';
import type { Scene } from '../records/scene.ts';

export interface ExportColumn {
  path: string;
  heading: string;
  text(record: Readonly<Record<string, unknown>>): string;
}

/** The entity for who may take its rows out. @throws Problem 404, 403 E_GRANT_EXPORT */
export function exportable(scene: Scene, entityName: string): Access {
  const access = readable(scene, entityName);
  if (!access.export) throw new Problem(403, 'E_GRANT_EXPORT', `您没有导出${access.entity.label}的权限`);
  return access;
}

/** Columns asked for, else those of the entity's list and all other fields. @throws Problem 400 with every unknown path */
export function exportColumns(scene: Scene, access: Access, asked: Query['columns']): ExportColumn[] {
  const given = typeof asked === 'string' && asked !== '' ? asked.split(',') : null;
  const view = Object.values(scene.state.model.views).find(
    (candidate) => candidate.type === 'list' && candidate.of === access.entity.name,
  );
  const paths = given ?? [
    ...new Set([
      ...(showsBureau(scene, access) ? [BUREAU] : []),
      ...(view?.type === 'list' ? view.columns : []),
      ...access.fields.filter((field) => field.fields.length === 0).map((field) => field.name),
    ]),
  ];
  const known = paths.filter((path) => fieldAt(scene, access, path) || (path === BUREAU && showsBureau(scene, access)));
  if (given && known.length < given.length) {
    const faults = given
      .filter((path) => !known.includes(path))
      .map((path): Fault => ({ code: 'E_QUERY_FIELD', path: 'columns', value: path, message: `没有列 ${path}` }));
    throw new Problem(400, 'E_QUERY_INVALID', '查询条件有误', { faults });
  }
  return known.map((path) => columnOf(scene, access, path));
}

/** Refs whose target's fields the columns read. */
export function includesOf(columns: readonly ExportColumn[]): string[] {
  return [...new Set(columns.filter(({ path }) => path.includes('.')).map(({ path }) => path.split('.')[0]!))];
}

/** Path of the bureau that a row belongs to. */
const BUREAU = '_tenant';

function showsBureau(scene: Scene, access: Access): boolean {
  return access.across && scene.below.length > 0;
}

function columnOf(scene: Scene, access: Access, path: string): ExportColumn {
  if (path === BUREAU) {
    const text = (record: Readonly<Record<string, unknown>>) =>
      (record._tenant as { label: string } | undefined)?.label ?? '';
    return { path, heading: '所属单位', text };
  }
  const field = fieldAt(scene, access, path)!;
  const type = fieldType(field.type);
  const ctx = fieldContext(scene.state);
  const [first, second] = path.split('.') as [string, string | undefined];
  const heading = second ? `${access.fields.find((f) => f.name === first)!.label}.${field.label}` : field.label;
  return {
    path,
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
      return type.toText(value, field, withLabels(ctx, second ? undefined : added));
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
