// Which columns a file may bring for whom, which column of a file means which field, and by which keys rows are found again.
import { fieldType, type EntityModel, type FieldModel } from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { isReadInClear, updatableFields, type Access } from '../records/access.ts';
import { readable } from '../records/read_record.ts';
import { fieldContext } from '../records/row_values.ts';
import type { Scene } from '../records/scene.ts';

/** create: new records only · update: existing ones by key · both: what the key finds is updated, the rest is made. */
export type ImportMode = 'create' | 'update' | 'both';

export interface Mapping {
  /** Field name for each column of the file; null for one that is left out. */
  columns: (string | null)[];
  mode: ImportMode;
  /** Name of the unique key by which rows are found; null for create. */
  key: string | null;
}

/** A field as the mapping screen and the template show it. */
export interface ImportField {
  name: string;
  label: string;
  required: boolean;
  hint: string;
}

type KeyModel = EntityModel['keys'][number];

const MODES: readonly ImportMode[] = ['create', 'both', 'update'];

/** The entity for who may import into it. @throws Problem 404, 403 E_GRANT_IMPORT */
export function importable(scene: Scene, entityName: string): Access {
  const access = readable(scene, entityName);
  if (!access.import || (!access.create && access.updates.length === 0))
    throw new Problem(403, 'E_GRANT_IMPORT', `您没有导入${access.entity.label}的权限`);
  return access;
}

/** Fields that one cell can hold and this actor may write: neither computed nor files nor rows of their own. */
export function importFields(access: Access): FieldModel[] {
  const updatable = access.create ? null : updatableFields(access);
  return access.fields.filter((field) => {
    const type = fieldType(field.type);
    if (type.column === null || field.value || type.files || field.fields.length > 0) return false;
    return (
      updatable === null ||
      updatable.includes(field.name) ||
      access.entity.keys.some((k) => k.fields.includes(field.name))
    );
  });
}

/** Modes that the actor's rights allow. */
export function importModes(access: Access): ImportMode[] {
  const mayUpdate = access.updates.length > 0 && importKeys(access).length > 0;
  return MODES.filter(
    (mode) => (mode === 'create' || mode === 'both' ? access.create : true) && (mode === 'create' || mayUpdate),
  );
}

/** Keys whose fields the actor reads in clear: finding a row by another would tell him what it holds. */
export function importKeys(access: Access): KeyModel[] {
  return access.entity.keys.filter((key) => key.fields.every((name) => isReadInClear(access, name)));
}

/** What an officer is told about a field: its hint, the codes to choose from, an example. */
export function describeField(scene: Scene, field: FieldModel): ImportField {
  const list = field.list ? fieldContext(scene.state).list(field.list) : undefined;
  const codes = list?.codes.filter((code) => !code.retired) ?? [];
  const choices = codes.length > 0 && codes.length <= 30 ? `可填：${codes.map((code) => code.label).join('、')}` : '';
  const parts = [
    field.hint ?? '',
    choices || (list ? `填“${list.label}”中的名称或代码` : ''),
    field.to.length > 0 ? '填名称或编号' : '',
    field.example ? `例：${field.example}` : '',
  ];
  return {
    name: field.name,
    label: field.label,
    required: field.required === true && !field.default && !fieldType(field.type).drawn,
    hint: parts.filter(Boolean).join('；'),
  };
}

/** Field for each heading by label, name, or either with the signs of a template (“姓名*”, “姓名（必填）”); each field once. */
export function guessColumns(
  access: Access,
  headings: readonly string[],
  kept: Readonly<Record<string, string | null>>,
): (string | null)[] {
  const fields = importFields(access);
  const taken = new Set<string>();
  return headings.map((heading) => {
    const plain = plainHeading(heading);
    const known = Object.hasOwn(kept, plain) ? kept[plain]! : undefined;
    if (known === null) return null;
    const field =
      fields.find(({ name }) => name === known) ??
      fields.find(({ label, name }) => plainHeading(label) === plain || name === plain.toLowerCase());
    if (!field || taken.has(field.name)) return null;
    taken.add(field.name);
    return field.name;
  });
}

/** A heading without spaces, marks of required columns and what stands in brackets at its end. */
export function plainHeading(heading: string): string {
  const text = heading
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/[*＊]+$/, '');
  return text.replace(/\((必填|选填|可选|可填)[^()]*\)$/, '').replace(/[*:]+$/, '');
}

/**
 * A checked mapping.
 * @throws Problem 422 E_IMPORT_MAPPING with every fault
 */
export function parseMapping(access: Access, headings: readonly string[], body: unknown): Mapping {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const faults: Fault[] = [];
  const asked = given.mode ?? 'create';
  const known = MODES.find((candidate) => candidate === asked);
  if (!known || !importModes(access).includes(known)) {
    const message = known ? '您不能用这种方式导入' : `没有这种导入方式，可以是 ${MODES.join('、')}`;
    faults.push({ code: 'E_IMPORT_MODE', path: 'mode', value: asked, message });
  }
  const mode = known ?? 'create';
  const columns = parseColumns(access, headings, given.columns, faults);
  const names = new Set(columns.filter((name) => name !== null));
  let key: string | null = null;
  if (mode !== 'create') {
    const found = importKeys(access).find((candidate) => candidate.name === given.key);
    if (!found)
      faults.push({
        code: 'E_IMPORT_KEY',
        path: 'key',
        value: given.key ?? null,
        message: '请选择按哪一项对应已有的记录',
      });
    else if (!found.fields.every((name) => names.has(name)))
      faults.push({
        code: 'E_IMPORT_KEY',
        path: 'key',
        value: found.name,
        message: `文件里没有对应“${found.label}”的列，不能按它对应已有的记录`,
      });
    else key = found.name;
  }
  if (mode !== 'update') {
    // Of a field that is hidden from him he is not told that it is wanted.
    const missing = access.fields.filter(
      (field) =>
        field.required === true &&
        !field.default &&
        !fieldType(field.type).drawn &&
        fieldType(field.type).column !== null &&
        !field.value &&
        !names.has(field.name),
    );
    for (const field of missing)
      faults.push({
        code: 'E_IMPORT_REQUIRED',
        path: field.name,
        value: null,
        message: `必填的“${field.label}”没有对应的列`,
        remedy: '请在文件里加上这一列，或选择对应的列',
      });
  }
  if (faults.length > 0) throw new Problem(422, 'E_IMPORT_MAPPING', faults[0]!.message, { faults });
  return { columns, mode, key };
}

function parseColumns(access: Access, headings: readonly string[], given: unknown, faults: Fault[]): (string | null)[] {
  if (!Array.isArray(given) || given.length !== headings.length) {
    faults.push({
      code: 'E_IMPORT_COLUMNS',
      path: 'columns',
      value: null,
      message: '列的对应关系不完整，请重新选择文件',
    });
    return [];
  }
  const fields = importFields(access);
  const columns = (given as unknown[]).map((name, i) => {
    if (name === null) return null;
    const field = fields.find((candidate) => candidate.name === name);
    if (field) return field.name;
    faults.push({
      code: 'E_IMPORT_FIELD',
      path: `columns[${i}]`,
      value: String(name).slice(0, 80),
      message: `第 ${i + 1} 列“${headings[i]}”对应的内容不能导入`,
    });
    return null;
  });
  columns.forEach((name, i) => {
    if (name !== null && columns.indexOf(name) !== i)
      faults.push({
        code: 'E_IMPORT_TWICE',
        path: `columns[${i}]`,
        value: name,
        message: `“${fields.find((f) => f.name === name)?.label}”对应了不止一列，请只留一列`,
      });
  });
  if (columns.every((name) => name === null))
    faults.push({
      code: 'E_IMPORT_COLUMNS',
      path: 'columns',
      value: null,
      message: '没有一列对应得上，请按模板的列名填写',
    });
  return columns;
}
