// codes 多选代码: a set of codes of one CodeList, kept in the order of the list.
import { integer } from '../../kinds/shape.ts';
import { codeFromText, codeOptions, listOf, readCode } from '../code/code_type.ts';
import { codeIndex } from '../code/code_index.ts';
import type { FieldContext, FieldFault, FieldType, Read } from '../contract.ts';
import type { FieldModel } from '../../model.ts';
import { starMask } from '../mask.ts';
import { bad, good, isNothing } from '../read.ts';

export const codesType: FieldType = {
  name: 'codes',
  label: '多选代码',
  column: 'text[]',
  expression: (field) => (field.list ? `set:code:${field.list}` : 'set:text'),
  options: {
    ...codeOptions(),
    min_count: integer('Fewest codes.', { min: 0 }),
    max_count: integer('Most codes.', { min: 1 }),
  },
  read(value, field, ctx) {
    if (isNothing(value)) return good([]);
    if (!Array.isArray(value)) return bad('E_TYPE', value, { expected: 'codes' });
    return readAll(value, field, ctx, readCode);
  },
  fromText(text, field, ctx) {
    if (isNothing(text)) return good([]);
    return readAll(
      text.split(/[,，、;；|\n]+/).filter((part) => part.trim() !== ''),
      field,
      ctx,
      (part, f, c) => codeFromText(String(part), f, c),
    );
  },
  toText(value, field, ctx) {
    if (!Array.isArray(value)) return '';
    const list = listOf(field, ctx);
    const index = list && codeIndex(list);
    const codes = value.filter((code): code is string => typeof code === 'string');
    return codes.map((code) => index?.byCode.get(code)?.label ?? code).join('、');
  },
  jsonSchema(field, ctx) {
    const codes = listOf(field, ctx)?.codes.filter((code) => !code.retired) ?? [];
    const items = {
      type: 'string',
      ...(codes.length > 0 && codes.length <= 200 ? { enum: codes.map((c) => c.code) } : {}),
    };
    return { type: 'array', items, uniqueItems: true };
  },
  ...starMask,
  searchText: () => null,
  widget: 'multiselect',
  cell: 'codes',
  sortable: false,
  indexable: false,
};

function readAll(
  values: unknown[],
  field: FieldModel,
  ctx: FieldContext,
  one: (value: unknown, field: FieldModel, ctx: FieldContext) => Read,
): Read {
  const faults: FieldFault[] = [];
  const codes = new Set<string>();
  values.slice(0, 1000).forEach((value, i) => {
    const read = one(value, field, ctx);
    if (!read.ok) faults.push(...read.faults.map((fault) => ({ ...fault, at: `[${i}]${fault.at}` })));
    else if (typeof read.value === 'string') codes.add(read.value);
  });
  if (faults.length > 0) return { ok: false, faults };
  const { min_count: min, max_count: max } = field.options;
  if (typeof max === 'number' && codes.size > max) return bad('E_TOO_MANY', values, { max: String(max) });
  if (typeof min === 'number' && codes.size < min && codes.size > 0)
    return bad('E_TOO_FEW', values, { min: String(min) });
  const list = listOf(field, ctx);
  const order = list ? list.codes.filter((code) => codes.has(code.code)).map((code) => code.code) : [...codes].sort();
  return good(order);
}
