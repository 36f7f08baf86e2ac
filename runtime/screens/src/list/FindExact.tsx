// Looks for a record by the whole value of a personal field: who looked, when and why is written down, and what is found is one click away.
import { useState } from 'react';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { Link as RouterLink } from 'react-router-dom';
import { ApiProblem, api, type RecordJson, type WireEntity } from '../client/index.ts';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';
import { paths } from '../parts/paths.ts';

export function FindExact(props: { entity: WireEntity; open: boolean; onClose(): void }) {
  const { entity } = props;
  const fields = entity.find.flatMap((name) => entity.fields.find((field) => field.name === name) ?? []);
  const [field, setField] = useState(fields[0]?.name ?? '');
  const [value, setValue] = useState('');
  const [purpose, setPurpose] = useState('');
  const [found, setFound] = useState<{ items: RecordJson[]; more: boolean } | null>(null);
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const label = fields.find(({ name }) => name === field)?.label ?? '';
  const close = () => {
    setValue('');
    setFound(null);
    setFaults({});
    props.onClose();
  };
  const look = async () => {
    setFound(null);
    setFaults({});
    try {
      setFound(await api.find(entity.name, { field, value, purpose }));
    } catch (error) {
      // Told at the boxes, all at once; anything else is the dialog's to tell.
      if (!(error instanceof ApiProblem) || error.faults.length === 0) throw error;
      setFaults(Object.fromEntries(error.faults.map((fault) => [fault.path, fault.message])));
    }
  };
  return (
    <ConfirmDialog
      open={props.open}
      title={`按完整${label}查找${entity.label}`}
      confirm="查找"
      cancel="关闭"
      onConfirm={look}
      onClose={close}
    >
      <Box sx={{ display: 'grid', gap: 2 }}>
        <span>要填写完整的号码才能找到。查找人、时间和原因会记入日志。</span>
        {fields.length > 1 && (
          <TextField
            select
            size="small"
            label="按哪一项"
            value={field}
            onChange={(event) => setField(event.target.value)}
          >
            {fields.map(({ name, label: text }) => (
              <MenuItem key={name} value={name}>
                {text}
              </MenuItem>
            ))}
          </TextField>
        )}
        <TextField
          size="small"
          label={label}
          value={value}
          autoFocus
          error={faults['value'] !== undefined}
          helperText={faults['value']}
          onChange={(event) => setValue(event.target.value)}
          slotProps={{ htmlInput: { maxLength: 100, autoComplete: 'off' } }}
        />
        <TextField
          size="small"
          label="查找原因"
          value={purpose}
          error={faults['purpose'] !== undefined}
          helperText={faults['purpose']}
          onChange={(event) => setPurpose(event.target.value)}
          slotProps={{ htmlInput: { maxLength: 200 } }}
        />
        {found !== null && (
          <Box role="status" sx={{ fontSize: '0.875rem' }}>
            {found.items.length === 0 ? `没有找到这个${label}的${entity.label}。` : `找到 ${found.items.length} 条：`}
            <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 2.5 }}>
              {found.items.map((record) => (
                <li key={record.id}>
                  <Link component={RouterLink} to={paths.record(entity.name, record.id)}>
                    {record._title}
                  </Link>
                </li>
              ))}
            </Box>
            {found.more && '还有更多，请再核对号码。'}
          </Box>
        )}
      </Box>
    </ConfirmDialog>
  );
}
