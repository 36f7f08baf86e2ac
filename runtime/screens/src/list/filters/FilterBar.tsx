// Quick search, chips of conditions, ＋条件, columns. On the phone the conditions live in a sheet from below.
import { useState } from 'react';
import Badge from '@mui/material/Badge';
import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import TuneIcon from '@mui/icons-material/TuneOutlined';
import type { ListViewModel } from '@shijian/kernel';
import { BUREAU, useModel } from '../../client/index.ts';
import type { Total, WireEntity } from '../../client/index.ts';
import { countText } from '../../parts/index.ts';
import { ColumnChooser } from '../ColumnChooser.tsx';
import type { ArrangedColumn } from '../arrange_columns.ts';
import type { ListPreference } from '../list_preference.ts';
import { resolveColumn } from '../columns.ts';
import { filterKind, filterableFields } from '../filter_kinds.ts';
import type { ListAddressState } from '../useListAddress.ts';
import { FilterChip } from './FilterChip.tsx';
import { FilterSheet } from './FilterSheet.tsx';
import { QuickSearch } from './QuickSearch.tsx';
import { useConditions } from './useConditions.ts';
import styles from '../List.module.css';

export function FilterBar(props: {
  view: ListViewModel;
  entity: WireEntity;
  state: ListAddressState;
  columns: ArrangedColumn[];
  phone: boolean;
  sheet: boolean;
  onSheet: (open: boolean) => void;
  onColumns: (columns: NonNullable<ListPreference['columns']>) => void;
  total: Total | null;
}) {
  const { view, entity, state, phone } = props;
  const { address } = state;
  const model = useModel();
  const conditions = useConditions(state);
  const [added, setAdded] = useState<string[]>([]);
  const offered = [...(entity.across ? [BUREAU] : []), ...view.filters].filter((path) => {
    const column = resolveColumn(model, entity, path);
    return column !== null && filterKind(column.field) !== null;
  });
  const active = address.conditions.map(([path]) => path);
  const chips = [...new Set([...offered, ...active, ...added])];
  // Where no field is searched a word would find nothing, whatever it is.
  const search = entity.fields.some((field) => field.searchable !== false) && (
    <QuickSearch value={address.q} onChange={(q) => state.show({ q })} label={`在${view.label}里查找`} />
  );

  if (phone) {
    return (
      <div className={styles['bar']}>
        {search}
        <Badge badgeContent={active.length} color="primary">
          <Button variant="outlined" startIcon={<TuneIcon />} onClick={() => props.onSheet(true)}>
            筛选
          </Button>
        </Badge>
        <FilterSheet
          open={props.sheet}
          entity={entity}
          paths={[...new Set([...offered, ...filterableFields(entity).map((field) => field.name), ...active])]}
          conditions={conditions}
          total={props.total}
          onClose={() => props.onSheet(false)}
          onClear={() => state.show({ conditions: [] })}
        />
      </div>
    );
  }
  return (
    <div className={styles['bar']}>
      {search}
      {chips.map((path) => (
        <FilterChip
          key={path}
          entity={entity}
          path={path}
          condition={conditions.of(path)}
          openAtOnce={added.at(-1) === path && conditions.of(path) === undefined}
          onChange={(condition) => conditions.set(path, condition)}
          onClosed={() =>
            setAdded((before) => before.filter((other) => other !== path || conditions.of(other) !== undefined))
          }
        />
      ))}
      <AddCondition entity={entity} taken={chips} onAdd={(path) => setAdded([...added, path])} />
      {active.length > 1 && (
        <Button size="small" variant="text" onClick={() => state.show({ conditions: [] })}>
          清除条件
        </Button>
      )}
      <span className={styles['rest']}>
        {props.total && narrowed(address) ? `${countText(props.total)} 条 · ` : ''}
        {sortNote(props.columns, view, state)}
        <ColumnChooser columns={props.columns} onChange={props.onColumns} />
      </span>
    </div>
  );
}

/** ＋条件: every field that takes one and has no chip yet. */
function AddCondition(props: { entity: WireEntity; taken: string[]; onAdd: (path: string) => void }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const fields = filterableFields(props.entity).filter((field) => !props.taken.includes(field.name));
  if (fields.length === 0) return null;
  return (
    <>
      <span className={styles['filter']}>
        <button
          type="button"
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          ＋ 条件
        </button>
      </span>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        slotProps={{ paper: { sx: { maxHeight: 420 } } }}
      >
        {fields.map((field) => (
          <MenuItem
            key={field.name}
            onClick={() => {
              setAnchor(null);
              props.onAdd(field.name);
            }}
          >
            {field.label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}

function narrowed(address: ListAddressState['address']): boolean {
  return address.q !== '' || address.conditions.length > 0 || address.saved !== null;
}

function sortNote(columns: ArrangedColumn[], view: ListViewModel, state: ListAddressState): string {
  const key = state.address.sort ?? view.sort[0];
  const column = columns.find((candidate) => candidate.path === key?.path);
  return key && column ? `按${column.label}${key.desc ? '倒序' : ''}排列` : '';
}
