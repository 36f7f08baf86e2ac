// Rows of a record before it is written: those that nobody sent are filled in, cells get their computed defaults, and what the
// row itself decides (a cell that is required or shown by `row`, the number of rows) is held.
import { evaluate, isTrue } from '../expressions/index.ts';
import type { Env } from '../expressions/contract.ts';
import { fieldType } from '../field_types/index.ts';
import type { FieldContext } from '../field_types/contract.ts';
import type { EntityModel, FieldModel } from '../model.ts';
import { fieldsRead } from './own_row.ts';
import { faultOf, simpleFault } from './record_fault.ts';
import type { RecordFault } from './record_fault.ts';
import { ownRows, rowAt, rowsFault } from './row_sources.ts';
import type { Row } from './row_sources.ts';

export interface RowsInput {
  entity: EntityModel;
  /** Stored values read so far; filled rows are put in here. */
  record: Row;
  old: Row | undefined;
  mode: 'create' | 'update' | 'import';
  env(image: Row): Env;
  ctx: FieldContext;
  changed(field: string): boolean;
  /** Fields with a fault of their own. */
  bad: Set<string>;
}

/** Fills rows that nobody sent and cells that have a computed default. @returns faults of the rows that were filled */
export function fillRows(input: RowsInput, sent: ReadonlySet<string>): RecordFault[] {
  const { entity, record, old, ctx, bad } = input;
  const faults: RecordFault[] = [];
  for (const field of entity.fields) {
    if (field.fields.length === 0 || bad.has(field.name)) continue;
    if (!old && field.rows && input.mode === 'create' && !sent.has(field.name)) {
      const env = input.env(record);
      const rows = isShown(field, env) ? ownRows(field, [], env, ctx) : null;
      const read = rows && fieldType(field.type).read(rows, field, ctx);
      if (read?.ok) record[field.name] = read.value;
      else if (read) {
        faults.push(...read.faults.map((fault) => faultOf(fault, field)));
        bad.add(field.name);
      }
    }
    if (input.changed(field.name)) fillCells(field, input);
  }
  return faults;
}

/** Computed defaults of the cells of new rows. */
function fillCells(field: FieldModel, { record, old, env }: RowsInput): void {
  const cells = field.fields.filter((cell) => cell.default !== null && 'expr' in cell.default);
  if (cells.length === 0) return;
  const known = new Set(rowsOf(old?.[field.name]).map((row) => row['id']));
  const surroundings = env(record);
  record[field.name] = rowsOf(record[field.name]).map((row, index) => {
    if (row['id'] !== undefined && known.has(row['id'])) return row;
    const filled = { ...row };
    for (const cell of cells) {
      if (!(cell.default && 'expr' in cell.default) || (filled[cell.name] ?? null) !== null) continue;
      const value = evaluate(cell.default.expr, { ...surroundings, row: rowAt(filled, index) });
      if (value !== null) filled[cell.name] = value;
    }
    return filled;
  });
}

/** Faults that show only with the whole record: too many or too few rows, a cell that this row asks for. */
export function checkRows(input: RowsInput, image: Row, env: Env): RecordFault[] {
  const { entity, old, ctx, bad, changed } = input;
  return entity.fields.flatMap((field) => {
    if (field.fields.length === 0 || bad.has(field.name)) return [];
    const rows = rowsOf(image[field.name]);
    const reads = field.rows?.count ? fieldsRead(field.rows.count, entity.name) : [];
    if (!changed(field.name) && old && !reads.some(changed)) return [];
    if (field.rows?.when && changed(field.name) && rows.length > 0) return [simpleFault('E_FIELD_READONLY', field)];
    const shown = isShown(field, env) && input.mode !== 'import';
    const fault = shown ? rowsFault(field, rows, old ? rowsOf(old[field.name]) : null, env, ctx) : null;
    return [...(fault ? [faultOf({ ...fault, at: '', value: null }, field)] : []), ...cellFaults(field, rows, env)];
  });
}

/** Cells that are required, each when its row says so and shows it. */
function cellFaults(field: FieldModel, rows: Row[], env: Env): RecordFault[] {
  // The others were held when the row was read.
  const asked = field.fields.filter(
    ({ required, visible, default: given }) =>
      required !== false && (required !== true || visible !== null || (given !== null && 'expr' in given)),
  );
  return rows.flatMap((row, index) => {
    const inRow = { ...env, row: rowAt(row, index) };
    return asked.flatMap((cell) => {
      const value = row[cell.name] ?? null;
      if (value !== null && !(Array.isArray(value) && value.length === 0)) return [];
      if (cell.visible && !isTrue(cell.visible, inRow)) return [];
      if (cell.required !== true && cell.required !== false && !isTrue(cell.required, inRow)) return [];
      return [faultOf({ code: 'E_REQUIRED', at: `[${index}].${cell.name}`, value: null, params: {} }, field)];
    });
  });
}

function isShown(field: FieldModel, env: Env): boolean {
  return field.visible === null || isTrue(field.visible, env);
}

function rowsOf(value: unknown): Row[] {
  // Stored rows of children are objects by the field type's reading.
  return Array.isArray(value) ? (value as Row[]) : [];
}
