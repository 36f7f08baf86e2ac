// Finds one record of an entity by what is typed: its title says which one it is.
import { useState } from 'react';
import Autocomplete from '@mui/material/Autocomplete';
import TextField from '@mui/material/TextField';
import { useRecords } from '@shijian/screens/kit';

export interface Picked {
  id: string;
  title: string;
}

export function RecordPicker(props: {
  label: string;
  /** Null: nothing can be chosen yet. */
  entity: string | null;
  value: Picked | null;
  onChange: (value: Picked | null) => void;
  helper?: string;
}) {
  const [typed, setTyped] = useState('');
  const q = props.value?.title === typed ? '' : typed.trim();
  const found = useRecords(
    props.entity ?? '',
    { limit: 20, count: 'none', ...(q === '' ? {} : { q }) },
    { enabled: props.entity !== null },
  );
  const options = (found.data?.items ?? []).map(({ id, _title: title }): Picked => ({ id, title }));
  return (
    <Autocomplete
      size="small"
      disabled={props.entity === null}
      options={options}
      // The server has searched already.
      filterOptions={(all) => all}
      getOptionLabel={({ title }) => title}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      value={props.value}
      onChange={(_, value) => props.onChange(value)}
      onInputChange={(_, value) => setTyped(value)}
      loading={found.isFetching}
      loadingText="正在查找…"
      noOptionsText="没有找到"
      renderInput={(params) => <TextField {...params} label={props.label} helperText={props.helper} />}
    />
  );
}
