// Picks a record of another entity: type a name, number or phone tail, see two facts beside each title.
import { useEffect, useState } from 'react';
import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import { useModel } from '../../client/index.ts';
import type { WidgetProps } from '../contract.ts';
import { RefPicker } from './RefPicker.tsx';
import { entityOf, idOf } from './ref_value.ts';

export function RefInput(props: WidgetProps) {
  const model = useModel();
  const targets = props.field.to.filter((name) => model.entities[name] !== undefined);
  const several = props.field.to.length > 1;
  const held = entityOf(props.value) ?? targets[0] ?? props.field.to[0] ?? '';
  const [entity, setEntity] = useState(held);
  useEffect(() => {
    if (idOf(props.value) !== null) setEntity(held);
  }, [props.value, held]);
  const set = (id: string | null) => props.onChange(id === null ? null : several ? { entity, id } : id);
  const picker = (
    <RefPicker
      {...props}
      entity={entity}
      id={props.id}
      chosen={[idOf(props.value) ?? []].flat()}
      onChosen={([id]) => set(id ?? null)}
    />
  );
  if (!several) return picker;
  return (
    <Box sx={{ display: 'flex', gap: 1 }}>
      <Select
        size="small"
        value={entity}
        disabled={props.disabled}
        inputProps={{ 'aria-label': `${props.label ?? props.field.label}：类别` }}
        onChange={(event) => {
          setEntity(event.target.value);
          props.onChange(null);
          props.onPick?.(null);
        }}
        sx={{ minWidth: 112 }}
      >
        {targets.map((name) => (
          <MenuItem key={name} value={name}>
            {model.entities[name]?.label}
          </MenuItem>
        ))}
      </Select>
      <Box sx={{ flex: 1, minWidth: 0 }}>{picker}</Box>
    </Box>
  );
}
