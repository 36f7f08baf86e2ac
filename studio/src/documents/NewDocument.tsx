// Begins a document of the bureau's own: its kind and name, then its text.
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import AddIcon from '@mui/icons-material/AddOutlined';
import { useNavigate } from 'react-router-dom';
import type { DocumentEntry } from '../kernel/messages.ts';
import { kindLabel } from './kind_words.ts';
import { documentPath } from './paths.ts';

/** Folder of each kind below the bureau's additions. */
const folders: Readonly<Record<string, string>> = {
  Entity: 'entities',
  CodeList: 'lists',
  Form: 'forms',
  View: 'views',
  Menu: 'menus',
  Role: 'roles',
  Rule: 'rules',
};

export function NewDocument(props: { documents: readonly DocumentEntry[] }) {
  const navigate = useNavigate();
  const titleId = useId();
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState('CodeList');
  const [name, setName] = useState('');
  const [label, setLabel] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const manifest = props.documents.find((one) => one.own && one.kind === 'Tenant');
  const folder = manifest?.path.replace(/[^/]*$/, '') ?? '';
  const begin = (event: FormEvent) => {
    event.preventDefault();
    const path = `${folder}additions/${folders[kind] ?? 'other'}/${name}.yaml`;
    if (!/^x_[a-z0-9_]{1,38}$/.test(name)) return setFault('代码要以 x_ 开头，只用小写字母、数字和下划线，如 x_stall');
    if (props.documents.some((one) => one.path === path)) return setFault('已经有这个代码了，请换一个');
    setOpen(false);
    const text = `kind: ${kind}\nname: ${name}\n${label ? `label: ${label}\n` : ''}`;
    navigate(`${documentPath(path)}&${new URLSearchParams({ text }).toString()}`);
  };
  return (
    <>
      <Button variant="outlined" startIcon={<AddIcon />} onClick={() => setOpen(true)}>
        新建本局文档
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} aria-labelledby={titleId} maxWidth="xs" fullWidth>
        <form onSubmit={begin} noValidate>
          <DialogTitle id={titleId}>新建本局文档</DialogTitle>
          <DialogContent sx={{ display: 'grid', gap: 2, pt: '8px !important' }}>
            <TextField select label="种类" value={kind} onChange={(event) => setKind(event.target.value)}>
              {Object.keys(folders).map((one) => (
                <MenuItem key={one} value={one}>
                  {kindLabel(one)}
                </MenuItem>
              ))}
            </TextField>
            <TextField
              label="代码"
              value={name}
              autoFocus
              onChange={(event) => {
                setName(event.target.value.trim());
                setFault(null);
              }}
              error={fault !== null}
              helperText={fault ?? '本局自己的代码以 x_ 开头，不会和业务包重名'}
            />
            <TextField label="名称" value={label} onChange={(event) => setLabel(event.target.value)} />
          </DialogContent>
          <DialogActions>
            <Button variant="outlined" onClick={() => setOpen(false)}>
              取消
            </Button>
            <Button type="submit" variant="contained">
              开始写
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}
