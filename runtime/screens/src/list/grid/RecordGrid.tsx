// The table, on ag-grid. The server sorts and pages; the grid draws, ticks, resizes and moves columns.
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { AgGridReact } from 'ag-grid-react';
import {
  CellStyleModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  EventApiModule,
  LocaleModule,
  ModuleRegistry,
  RowApiModule,
  RowSelectionModule,
  RowStyleModule,
  ScrollApiModule,
} from 'ag-grid-community';
import type {
  ColDef,
  ColumnMovedEvent,
  ColumnResizedEvent,
  GridApi,
  RowClickedEvent,
  SelectionChangedEvent,
  SortChangedEvent,
} from 'ag-grid-community';
import { AG_GRID_LOCALE_CN } from '@ag-grid-community/locale';
import type { SortKey } from '@shijian/kernel';
import type { RecordJson, WireEntity } from '../../client/index.ts';
import { useLists } from '../../fields/index.ts';
import { paths } from '../../parts/index.ts';
import { sizes } from '../../theme/index.ts';
import { keptColumns } from '../arrange_columns.ts';
import type { ArrangedColumn } from '../arrange_columns.ts';
import type { ListPreference } from '../list_preference.ts';
import { gridTheme } from './grid_theme.ts';
import { columnDefs, defaultColDef } from './column_defs.tsx';
import { PrintTable } from './PrintTable.tsx';
import { keepScroll, keptScroll } from './kept_scroll.ts';
import './grid.css';

ModuleRegistry.registerModules([
  ClientSideRowModelModule,
  RowSelectionModule,
  ColumnApiModule,
  LocaleModule,
  CellStyleModule,
  RowStyleModule,
  ScrollApiModule,
  RowApiModule,
  EventApiModule,
]);

const locale = {
  ...AG_GRID_LOCALE_CN,
  ariaHeaderSelection: '全选本页',
  ariaRowSelectAll: '全选本页',
  ariaRowToggleSelection: '勾选这一行',
};

export default function RecordGrid(props: {
  entity: WireEntity;
  columns: ArrangedColumn[];
  records: RecordJson[];
  /** The rows are those of the page before, while the next is on its way. */
  stale: boolean;
  sort: SortKey | null;
  row: string | null;
  selected: ReadonlySet<string>;
  /** Another key, another list: scrolled anew. The same key, after "back": where it was. */
  scrollKey: string;
  onSort: (sort: SortKey | null) => void;
  onOpen: (id: string) => void;
  onSelect: (page: RecordJson[], ticked: RecordJson[]) => void;
  onColumns: (kept: (all: ArrangedColumn[]) => NonNullable<ListPreference['columns']>) => void;
}) {
  const { entity, columns, records, sort, row, selected, scrollKey, onSort, onOpen, onSelect, onColumns } = props;
  const api = useRef<GridApi<RecordJson> | null>(null);
  const opened = useRef<string | null>(row);
  const lists = useLists();
  const defs = useMemo<ColDef<RecordJson>[]>(
    () => columnDefs(columns, records, sort, lists),
    [columns, records, sort, lists],
  );

  useEffect(() => {
    const grid = api.current;
    if (!grid) return;
    // Only the two rows that changed: redrawing all would blink.
    const nodes = [opened.current, row].flatMap((id) => (id === null ? [] : (grid.getRowNode(id) ?? [])));
    opened.current = row;
    if (nodes.length > 0) grid.redrawRows({ rowNodes: nodes });
    const node = row === null ? undefined : grid.getRowNode(row);
    if (node) grid.ensureNodeVisible(node);
  }, [row]);
  useEffect(() => {
    api.current?.forEachNode((node) => {
      const ticked = node.data !== undefined && selected.has(node.data.id);
      if (node.isSelected() !== ticked) node.setSelected(ticked, false, 'api');
    });
  }, [selected, records]);

  const onSortChanged = useCallback(
    (event: SortChangedEvent<RecordJson>) => {
      if (event.source !== 'uiColumnSorted') return;
      const sorted = event.api.getColumnState().find((column) => column.sort);
      onSort(sorted ? { path: sorted.colId, desc: sorted.sort === 'desc' } : null);
    },
    [onSort],
  );
  const onSelectionChanged = useCallback(
    (event: SelectionChangedEvent<RecordJson>) => {
      if (event.source === 'api' || event.source === 'rowDataChanged') return;
      onSelect(records, event.api.getSelectedRows());
    },
    [onSelect, records],
  );
  const onArranged = useCallback(
    (event: ColumnResizedEvent<RecordJson> | ColumnMovedEvent<RecordJson>) => {
      if (!event.finished || (event.source !== 'uiColumnResized' && event.source !== 'uiColumnMoved')) return;
      const state = event.api.getColumnState();
      const resized = event.type === 'columnResized' ? event.column?.getColId() : undefined;
      onColumns((all) => keptColumns(arranged(all, state, resized)));
    },
    [onColumns],
  );
  const onRowClicked = useCallback(
    (event: RowClickedEvent<RecordJson>) => {
      const mouse = event.event;
      if (!event.data || !(mouse instanceof MouseEvent) || isControl(mouse.target)) return;
      if (mouse.ctrlKey || mouse.metaKey) window.open(paths.record(entity.name, event.data.id), '_blank', 'noopener');
      // A text that was just marked to be copied is not a click on the row.
      else if (window.getSelection()?.isCollapsed !== false) onOpen(event.data.id);
    },
    [entity.name, onOpen],
  );

  return (
    <>
      <div
        className="sj-no-print"
        style={{ flex: 1, minHeight: 0, opacity: props.stale ? 0.6 : 1 }}
        aria-busy={props.stale}
      >
        <AgGridReact<RecordJson>
          theme={gridTheme}
          rowData={records}
          columnDefs={defs}
          defaultColDef={defaultColDef}
          localeText={locale}
          getRowId={rowId}
          rowSelection={rowSelection}
          selectionColumnDef={selectionColumn}
          rowHeight={rowHeight}
          headerHeight={rowHeight}
          suppressCellFocus
          suppressDragLeaveHidesColumns
          suppressColumnMoveAnimation
          animateRows={false}
          maintainColumnOrder
          multiSortKey="ctrl"
          rowClassRules={{ 'sj-row-open': (params) => params.data?.id === params.context?.row }}
          context={{ row }}
          onGridReady={(event) => {
            api.current = event.api;
          }}
          onFirstDataRendered={(event) => {
            const index = keptScroll(scrollKey);
            if (index > 0) event.api.ensureIndexVisible(Math.min(index, records.length - 1), 'top');
          }}
          onBodyScrollEnd={(event) =>
            keepScroll(scrollKey, Math.round(event.api.getVerticalPixelRange().top / rowHeight))
          }
          onSortChanged={onSortChanged}
          onSelectionChanged={onSelectionChanged}
          onColumnResized={onArranged}
          onColumnMoved={onArranged}
          onRowClicked={onRowClicked}
        />
      </div>
      <PrintTable columns={columns} records={records} lists={lists} />
    </>
  );
}

const rowHeight = sizes.row;
const rowId = (params: { data: RecordJson }) => params.data.id;
const rowSelection = { mode: 'multiRow', enableClickSelection: false, headerCheckbox: true, checkboxes: true } as const;
const selectionColumn: ColDef = {
  width: 40,
  minWidth: 40,
  maxWidth: 40,
  pinned: 'left',
  resizable: false,
  suppressMovable: true,
  sortable: false,
};

/** The officer's widths and order, taken over from the grid's state. Only the column he pulled gets a fixed width. */
function arranged(
  all: ArrangedColumn[],
  state: { colId: string; width?: number | null }[],
  resized: string | undefined,
): ArrangedColumn[] {
  const place = new Map(state.map((column, index) => [column.colId, index]));
  const width = state.find((column) => column.colId === resized)?.width;
  return all
    .map((column) => (column.path === resized && width ? { ...column, width } : column))
    .sort((a, b) => (place.get(a.path) ?? 1_000) - (place.get(b.path) ?? 1_000));
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('a, button, input, .ag-selection-checkbox') !== null;
}
