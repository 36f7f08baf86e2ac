// Columns of the grid from the columns of the list. Widths follow what the cells hold, so that the first facts fit.
import type { ColDef, ICellRendererParams } from 'ag-grid-community';
import type { FieldContext, SortKey } from '@shijian/kernel';
import type { RecordJson } from '../../client/index.ts';
import { FieldValue, cellText } from '../../fields/index.ts';
import type { ArrangedColumn } from '../arrange_columns.ts';
import { Chip } from '../../parts/Chip.tsx';
import { columnRecord } from '../column_record.ts';

export const defaultColDef: ColDef<RecordJson> = {
  resizable: true,
  // The server sorted them; the grid only shows the arrow.
  comparator: () => 0,
  sortingOrder: ['asc', 'desc', null],
  suppressHeaderMenuButton: true,
  suppressHeaderContextMenu: true,
};

export function columnDefs(
  columns: ArrangedColumn[],
  records: RecordJson[],
  sort: SortKey | null,
  lists: FieldContext,
): ColDef<RecordJson>[] {
  return columns.map((column, index) => {
    const natural = naturalWidth(column, records, sort, lists);
    return {
      colId: column.path,
      headerName: column.label,
      sortable: column.sortable,
      sort: sort?.path === column.path ? (sort.desc ? 'desc' : 'asc') : null,
      minWidth: Math.min(natural, index === 0 ? 156 : widestMinimum),
      ...(column.width ? { width: column.width, flex: null } : { flex: natural, width: natural }),
      valueGetter: (params) => (params.data ? cellText(column.field, columnRecord(column, params.data), lists) : ''),
      cellRenderer: index === 0 ? TitleCell : ValueCell,
      cellRendererParams: { listColumn: column },
      ...(isNumber(column) ? { cellClass: 'sj-cell-number', headerClass: 'sj-head-number' } : {}),
    };
  });
}

interface CellParams extends ICellRendererParams<RecordJson, string> {
  /** Given by columnDefs. */
  listColumn: ArrangedColumn;
}

/** The first column names the row; what is behind a ref is a page further, not a click on the name. */
function TitleCell(params: CellParams) {
  return (
    <span className="sj-cell-title" title={params.value ?? ''}>
      {params.value}
      {params.data?._quarantined === true && <Chip label="待核实" tone="warn" small />}
    </span>
  );
}

function ValueCell(params: CellParams) {
  if (!params.data) return null;
  return <FieldValue field={params.listColumn.field} record={columnRecord(params.listColumn, params.data)} compact />;
}

const sampled = 30;
/** A column is not squeezed below this or what it needs; a licence number still fits. */
const widestMinimum = 148;

/** Dot, gap and rounding of a chip around its word. */
const chipFrame = 27;

/** A list whose codes have tones is shown as chips. */
function hasChip(column: ArrangedColumn, lists: FieldContext): boolean {
  const list = column.field.list === null ? null : lists.list(column.field.list);
  return list ? Object.values(list.codes).some((code) => code.tone) : false;
}

/** Pixels that the header and the sampled cells want at 13 px, between 56 and 320. */
function naturalWidth(
  column: ArrangedColumn,
  records: RecordJson[],
  sort: SortKey | null,
  lists: FieldContext,
): number {
  // A big list is still on its way: its labels are as long as labels are.
  if (column.field.list !== null && !lists.list(column.field.list)) return 150;
  const texts = records.slice(0, sampled).map((record) => cellText(column.field, columnRecord(column, record), lists));
  const frame = hasChip(column, lists) ? chipFrame : 0;
  const widest = Math.max(
    textWidth(column.label) + (column.path === sort?.path ? 24 : 0),
    ...texts.map((text) => textWidth(text) + frame),
  );
  return Math.round(Math.min(320, Math.max(56, widest + 26)));
}

function textWidth(text: string): number {
  let width = 0;
  for (const sign of text) width += sign.charCodeAt(0) > 0x2e80 ? 13 : 7.6;
  return width;
}

function isNumber(column: ArrangedColumn): boolean {
  return column.field.unit !== null && column.field.list === null;
}
