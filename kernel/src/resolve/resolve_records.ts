// Records documents → rows of their CSV, each cell tried against its field so that a wrong one is found here and not while a bureau is set up.
import { recordFault } from '../diagnostics/record_messages.ts';
import { suggest } from '../diagnostics/suggest.ts';
import { fieldType } from '../field_types/index.ts';
import type { EntityModel, FieldModel, RecordsModel } from '../model.ts';
import { textAt, textsAt } from '../parse/node.ts';
import { documentsOf, findField, nameOf, originOf } from './context.ts';
import type { Context } from './context.ts';
import { lineStart, readCsv } from './read_csv.ts';
import type { CsvTable } from './read_csv.ts';
import { entityAt } from './references.ts';
import type { LoadedDocument } from '../parse/load_package.ts';

export function resolveRecords(ctx: Context): void {
  for (const document of documentsOf(ctx, 'Records')) {
    const found = ctx.round.once(`records ${nameOf(document)}`, [document], () => recordsOf(document, ctx));
    if (found) ctx.model.records.push(found);
  }
}

function recordsOf(document: LoadedDocument, ctx: Context): RecordsModel | null {
  const entity = entityAt(document.node, 'of', 'of', ctx);
  const table = readCsv(document, ctx);
  if (!entity || !table) return null;
  const fields = columnsOf(entity, table, ctx);
  const key = keyOf(document, table, ctx);
  checkCells(fields, table, ctx);
  checkKeys(key, table, ctx);
  return {
    name: nameOf(document),
    of: entity.name,
    key,
    on_change: textAt(document.node, 'on_change') === 'update' ? 'update' : 'keep',
    rows: table.rows.map(({ cells }) => Object.fromEntries(table.heading.map((name, i) => [name, cells[i] ?? '']))),
    origin: originOf(document.node),
  };
}

function columnsOf(entity: EntityModel, table: CsvTable, ctx: Context): (FieldModel | undefined)[] {
  const known = entity.fields.filter((field) => fieldType(field.type).column !== null).map((field) => field.name);
  return table.heading.map((name) => {
    const field = findField(entity, name);
    if (!field || !known.includes(name))
      ctx.sink.add('E_CSV_COLUMN_UNKNOWN', table.source, 0, '', name, {
        known: known.join(', '),
        ...suggest(name, known),
      });
    return field;
  });
}

function keyOf(document: LoadedDocument, table: CsvTable, ctx: Context): string[] {
  return textsAt(document.node, 'key').flatMap(({ text, node }, i) => {
    if (table.heading.includes(text)) return text;
    ctx.sink.add('E_RECORDS_KEY', node.source, node.start, `key[${i}]`, text, suggest(text, table.heading));
    return [];
  });
}

/** Refs hold keys of other rows, which the server looks up; all else must be what the field takes. */
function checkCells(fields: (FieldModel | undefined)[], table: CsvTable, ctx: Context): void {
  const lists = { list: (name: string) => ctx.model.lists[name] };
  for (const { cells, line } of table.rows)
    fields.forEach((field, i) => {
      const cell = cells[i] ?? '';
      if (!field || field.to.length > 0 || fieldType(field.type).column === null) return;
      const read = fieldType(field.type).fromText(cell, field, lists);
      const [fault] = read.ok ? [] : read.faults;
      const missing = read.ok && read.value === null && field.required === true && field.default === null;
      if (!fault && !missing) return;
      const said = recordFault(fault ?? { code: 'E_REQUIRED', at: '', value: null, params: {} }, field, 'zh');
      ctx.sink.add('E_RECORDS_ROW', table.source, lineStart(table.source, line), field.name, cell, {
        column: field.name,
        fault: said.message,
      });
    });
}

function checkKeys(key: string[], table: CsvTable, ctx: Context): void {
  // A key that is no column has been reported: without it every row would be the same.
  if (key.length === 0) return;
  const at = key.map((name) => table.heading.indexOf(name));
  const seen = new Set<string>();
  for (const { cells, line } of table.rows) {
    const value = at.map((i) => cells[i] ?? '').join('/');
    if (seen.has(value)) ctx.sink.add('E_RECORDS_ROW_TWICE', table.source, lineStart(table.source, line), '', value);
    seen.add(value);
  }
}
