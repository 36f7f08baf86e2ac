// children 明细: rows with fields of their own inside the record, each with an id that later findings may point at.
import { either, expression, integer, list, map, named, object, reference, text } from '../../kinds/shape.ts';
import type { FieldContext, FieldFault, FieldType, Read } from '../contract.ts';
import type { FieldModel } from '../../model.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { starMask } from '../mask.ts';
import { bad, good, isNothing, mostFaults, toldFaults } from '../read.ts';
import { fieldType } from '../registry.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const mostRows = 500;

export const childrenType: FieldType = {
  name: 'children',
  label: '明细',
  column: 'jsonb',
  expression: () => 'set:row:',
  options: {
    fields: map('Fields of a row.', 'name', named('A field.', 'field'), { required: true }),
    rows: object('Where the rows come from, when they are not added by hand: one of `count`, `each`, `from`.', {
      count: expression('As many as this number says.', { gives: 'number' }),
      each: reference('One for each code of this list.', 'list'),
      from: text('Copied once from other rows (`record.instrument.guns`) or from the records of an entity.', {
        max: 120,
      }),
      key: text('Cell that keeps the code of `each`, or the id of what was copied.', {
        pattern: '^[a-z][a-z0-9_]*$',
        example: 'gun',
      }),
      copy: either(
        'Cells that are copied; they are not changed by hand. Left out: all that have their name and type there.',
        [
          list('By name.', text('A cell.', { pattern: '^[a-z][a-z0-9_]*$', example: 'factory_no' })),
          map('By expression.', 'field', expression('What is copied; `it` is the row or record.', { gives: 'any' })),
        ],
      ),
      where: expression('Which are copied; `it` is the row or record.'),
      when: text('Draft: transition at which they are taken; there are none until flows run.', {
        pattern: '^[a-z][a-z0-9_]*$',
        example: 'issue',
        fallback: 'on creation',
      }),
    }),
    min_count: integer('Fewest rows.', { min: 0 }),
    max_count: integer('Most rows.', { fallback: String(mostRows), min: 1, max: mostRows }),
  },
  read(value, field, ctx) {
    if (isNothing(value)) return good([]);
    if (!Array.isArray(value)) return bad('E_TYPE', value, { expected: 'rows' });
    const { min_count: min, max_count: max } = field.options;
    const most = typeof max === 'number' ? max : mostRows;
    if (value.length > most) return bad('E_TOO_MANY', value.length, { max: String(most) });
    if (typeof min === 'number' && value.length > 0 && value.length < min)
      return bad('E_TOO_FEW', value.length, { min: String(min) });
    const old = oldRows(ctx.old);
    const faults: FieldFault[] = [];
    const rows = value.map((row: unknown, i) => {
      const read = readRow(row, field, ctx, old);
      if (!read.ok) faults.push(...read.faults.map((fault) => ({ ...fault, at: `[${i}]${fault.at}` })));
      return read.ok ? read.value : null;
    });
    faults.push(...twice(rows));
    return faults.length > 0 ? { ok: false, faults: told(faults) } : good(rows);
  },
  fromText: (text) => (isNothing(text) ? good([]) : bad('E_ROWS_IN_TEXT', text)),
  toText: (value) => (Array.isArray(value) && value.length > 0 ? `${value.length} 条` : ''),
  jsonSchema(field, ctx) {
    const properties: Record<string, unknown> = { id: { type: 'string', format: 'uuid' } };
    for (const child of field.fields) properties[child.name] = fieldType(child.type).jsonSchema(child, ctx);
    const required = field.fields
      .filter(
        (child) => child.required === true && !isLater(child) && !Object.hasOwn(field.rows?.copy ?? {}, child.name),
      )
      .map((child) => child.name);
    return { type: 'array', items: { type: 'object', properties, ...(required.length > 0 && { required }) } };
  },
  ...starMask,
  searchText: () => null,
  widget: 'rows',
  cell: 'rows',
  sortable: false,
  indexable: false,
};

/** A finding points at a row by its id: each is there once. */
function twice(rows: readonly unknown[]): FieldFault[] {
  const seen = new Set<unknown>();
  return rows.flatMap((row, i) => {
    const id = (row as { id?: unknown } | null)?.id;
    if (id === undefined || !seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ code: 'E_ROW_TWICE' as const, at: `[${i}].id`, value: id, params: {} }];
  });
}

function readRow(row: unknown, field: FieldModel, ctx: FieldContext, old: Map<string, Record<string, unknown>>): Read {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return bad('E_TYPE', row, { expected: 'row' });
  const cells = row as Record<string, unknown>; // an object by the line above
  const faults: FieldFault[] = [];
  const out: Record<string, unknown> = {};
  const id = cells['id'];
  if (typeof id === 'string' && uuid.test(id)) out['id'] = id.toLowerCase();
  else if (id !== undefined && id !== null) faults.push({ code: 'E_REF_ID', at: '.id', value: id, params: {} });
  else if (ctx.newId) out['id'] = ctx.newId();
  const before = typeof out['id'] === 'string' ? old.get(out['id']) : undefined;
  const names = new Set(['id', ...field.fields.map((child) => child.name)]);
  for (const name of Object.keys(cells)) {
    if (names.has(name)) continue;
    const hint = faults.length < mostFaults ? suggest(name, names) : {};
    faults.push({ code: 'E_FIELD_UNKNOWN', at: `.${name}`, value: name, params: { name, ...hint } });
  }
  for (const child of field.fields) {
    const type = fieldType(child.type);
    if (type.column === null) continue;
    const was = before?.[child.name];
    if (child.personal !== null && was !== undefined && cells[child.name] === was) {
      // A masked cell that comes back as it was shown: the server puts the stored value in its place.
      out[child.name] = was;
      continue;
    }
    if (child.personal !== null && typeof cells[child.name] === 'string' && String(cells[child.name]).includes('*')) {
      faults.push({ code: 'E_MASK_WRITTEN', at: `.${child.name}`, value: null, params: {} });
      continue;
    }
    const read = type.read(cells[child.name], child, { ...ctx, old: was });
    if (!read.ok) {
      faults.push(...read.faults.map((fault) => ({ ...fault, at: `.${child.name}${fault.at}` })));
      continue;
    }
    const value = read.value ?? literalDefault(child, before);
    if (child.required === true && !isLater(child) && (value === null || (Array.isArray(value) && value.length === 0)))
      faults.push({ code: 'E_REQUIRED', at: `.${child.name}`, value: null, params: {} });
    else if (value !== null) out[child.name] = value;
  }
  return faults.length > 0 ? { ok: false, faults } : good(out);
}

function told(faults: FieldFault[]): FieldFault[] {
  return toldFaults(faults, (count) => ({ code: 'E_FAULTS_MORE', at: '', value: null, params: { count } }));
}

/** Whether the cell must hold something shows only with the whole record: its own check holds it then. */
function isLater({ visible, default: given }: FieldModel): boolean {
  return visible !== null || (given !== null && 'expr' in given);
}

function literalDefault(child: FieldModel, before: unknown): unknown {
  return before === undefined && child.default && 'value' in child.default ? child.default.value : null;
}

function oldRows(old: unknown): Map<string, Record<string, unknown>> {
  const rows = new Map<string, Record<string, unknown>>();
  if (!Array.isArray(old)) return rows;
  for (const row of old as unknown[])
    if (typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'string')
      rows.set(row.id, row as Record<string, unknown>); // a stored row is an object of cells
  return rows;
}
