// code and the types that are codes of a known standard list (region, industry).
import type { CodeListModel } from '../../model.ts';
import type { FieldContext, FieldType, Read } from '../contract.ts';
import type { FieldModel } from '../../model.ts';
import { boolean, reference } from '../../kinds/shape.ts';
import type { Shape } from '../../kinds/shape.ts';
import { starMask } from '../mask.ts';
import { bad, good, halfWidth, isNothing } from '../read.ts';
import { codeIndex } from './code_index.ts';

interface CodeType {
  name: string;
  label: string;
  widget: string;
  standard?: string;
  /** Labels are shown with their parents': 河北省石家庄市长安区. */
  full?: boolean;
}

/** Builds a type whose column is one code of a list. */
export function codeType(type: CodeType): FieldType {
  const show = (code: string, list: CodeListModel | undefined): string => {
    if (!list) return code;
    const index = codeIndex(list);
    return type.full ? index.fullLabel(code) : (index.byCode.get(code)?.label ?? code);
  };
  return {
    name: type.name,
    label: type.label,
    column: 'text',
    expression: (field) => (field.list ? `code:${field.list}` : 'text'),
    options: codeOptions(type.standard),
    read: readCode,
    fromText: codeFromText,
    toText: (value, field, ctx) => (typeof value === 'string' ? show(value, listOf(field, ctx)) : ''),
    jsonSchema(field, ctx) {
      const codes = listOf(field, ctx)?.codes.filter((code) => !code.retired) ?? [];
      return { type: 'string', ...(codes.length > 0 && codes.length <= 200 ? { enum: codes.map((c) => c.code) } : {}) };
    },
    ...starMask,
    searchText: (value, field, ctx) => (typeof value === 'string' ? show(value, listOf(field, ctx)) : null),
    widget: type.widget,
    cell: 'code',
    sortable: true,
    indexable: true,
    ...(type.standard === undefined ? {} : { standard: type.standard }),
  };
}

/** Keys of a field that holds codes. */
export function codeOptions(standard?: string): Record<string, Shape> {
  return {
    list: reference(
      'The code list.',
      'list',
      standard ? { fallback: `the list of standard ${standard}` } : { required: true },
    ),
    leaf: boolean('Only codes without children may be chosen.', { fallback: 'false' }),
  };
}

export function listOf(field: FieldModel, ctx: FieldContext): CodeListModel | undefined {
  return field.list === null ? undefined : ctx.list(field.list);
}

/** A code of the field's list, or the fault. A retired one may stay where it stands (ctx.old) and not be chosen anew. */
export function readCode(value: unknown, field: FieldModel, ctx: FieldContext): Read {
  if (isNothing(value)) return good(null);
  if (typeof value !== 'string') return bad('E_TYPE', value, { expected: 'code' });
  const list = listOf(field, ctx);
  if (!list) return good(value.trim());
  const code = codeIndex(list).byCode.get(value.trim());
  if (!code) return bad('E_CODE_UNKNOWN', value, { list: list.label });
  const stays = ctx.old === code.code || (Array.isArray(ctx.old) && ctx.old.includes(code.code));
  if (code.retired && !stays) return bad('E_CODE_RETIRED', value, { label: code.label });
  if (field.options['leaf'] === true && !stays && hasChildren(list, code.code))
    return bad('E_CODE_NOT_LEAF', value, { label: code.label });
  return good(code.code);
}

/** A code, a label, a label with its parents (河北省石家庄市长安区) or "code label" → the code. */
export function codeFromText(text: string, field: FieldModel, ctx: FieldContext): Read {
  if (isNothing(text)) return good(null);
  const list = listOf(field, ctx);
  const word = text.trim();
  if (!list) return good(word);
  const index = codeIndex(list);
  const plain = halfWidth(word);
  for (const candidate of [word, plain, plain.split(/\s+/)[0] ?? '', plain.toUpperCase()])
    if (index.byCode.has(candidate)) return readCode(candidate, field, ctx);
  const labelled = (index.byLabel.get(word) ?? index.byLabel.get(plain) ?? []).filter((c) => !c.retired);
  if (labelled.length === 1) return readCode(labelled[0]?.code, field, ctx);
  if (labelled.length > 1)
    return bad('E_CODE_LABEL_TWICE', text, {
      codes: labelled
        .slice(0, 5)
        .map((c) => c.code)
        .join('、'),
    });
  const full = byFullLabel(list, word.replace(/[\s/>-]+/g, ''));
  return full === undefined ? bad('E_CODE_UNKNOWN', text, { list: list.label }) : readCode(full, field, ctx);
}

const children = new WeakMap<CodeListModel, Set<string>>();
function hasChildren(list: CodeListModel, code: string): boolean {
  let parents = children.get(list);
  if (!parents) {
    parents = new Set(list.codes.flatMap((c) => (c.parent === null ? [] : [c.parent])));
    children.set(list, parents);
  }
  return parents.has(code);
}

const fullLabels = new WeakMap<CodeListModel, Map<string, string>>();
function byFullLabel(list: CodeListModel, text: string): string | undefined {
  if (!list.tree) return undefined;
  let labels = fullLabels.get(list);
  if (!labels) {
    const index = codeIndex(list);
    labels = new Map(list.codes.map((c) => [index.fullLabel(c.code), c.code]));
    fullLabels.set(list, labels);
  }
  return labels.get(text);
}
