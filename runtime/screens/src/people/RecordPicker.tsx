// Picks one record of an entity outside any form: found by typing, as the refs of a form are.
import { useState } from 'react';
import Autocomplete from '@mui/material/Autocomplete';
import TextField from '@mui/material/TextField';
import { useModel, useRecords } from '../client/index.ts';
import { useLists } from '../fields/index.ts';
import { OptionLine } from '../fields/picker/OptionLine.tsx';
import { factFields, factsOf } from '../fields/ref/facts.ts';
import { Labelled } from '../parts/Labelled.tsx';

const MOST = 20;

/** @param props.except id of a record that may not be picked */
export function RecordPicker(props: {
  entity: string;
  label: string;
  value: string | null;
  except?: string;
  filter?: string;
  onChange(id: string | null): void;
}) {
  const model = useModel();
  const lists = useLists();
  const [typed, setTyped] = useState('');
  const [title, setTitle] = useState<string | null>(null);
  const word = typed === title ? '' : typed.trim();
  const page = useRecords(props.entity, {
    limit: MOST,
    ...(word === '' ? {} : { q: word }),
    ...(props.filter ? { filter: props.filter } : {}),
  });
  const options = (page.data?.items ?? []).filter(({ id }) => id !== props.except);
  const target = model.entities[props.entity];
  const facts = target === undefined ? [] : factFields(model, target);
  const chosen = options.find(({ id }) => id === props.value) ?? null;
  return (
    <Labelled label={props.label}>
      {({ id }) => (
        <Autocomplete
          id={id}
          options={options}
          value={chosen}
          loading={page.isFetching}
          getOptionLabel={(record) => record._title}
          getOptionKey={(record) => record.id}
          isOptionEqualToValue={(a, b) => a.id === b.id}
          filterOptions={(all) => all}
          noOptionsText="没有找到，换个词试试"
          loadingText="正在查找…"
          openText="展开"
          clearText="清除"
          closeText="收起"
          renderOption={({ key: _key, ...rest }, record) => (
            <li key={record.id} {...rest}>
              <OptionLine option={{ key: record.id, label: record._title, facts: factsOf(record, facts, lists) }} />
            </li>
          )}
          onInputChange={(_, text) => setTyped(text)}
          onChange={(_, record) => {
            setTitle(record?._title ?? null);
            props.onChange(record?.id ?? null);
          }}
          renderInput={(params) => <TextField {...params} placeholder="输入名称或编号查找" size="small" />}
        />
      )}
    </Labelled>
  );
}
