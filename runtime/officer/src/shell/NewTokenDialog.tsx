// Makes a token: what for, how long, what it reaches. Its text is shown once, here.
import { useState } from 'react';
import Alert from '@mui/material/Alert';
import Autocomplete from '@mui/material/Autocomplete';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import OutlinedInput from '@mui/material/OutlinedInput';
import Select from '@mui/material/Select';
import TextField from '@mui/material/TextField';
import { ApiProblem, Labelled, api, copyText, problemTitle, useModel, useToast } from '@shijian/screens';
import styles from './MenuPage.module.css';

const LASTS = [30, 90, 180, 366];

export function NewTokenDialog(props: { onMade(): void; onClose(): void }) {
  const model = useModel();
  const [label, setLabel] = useState('');
  const [days, setDays] = useState(90);
  const [writes, setWrites] = useState(false);
  const [entities, setEntities] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [text, setText] = useState<string | null>(null);
  const faults = failure instanceof ApiProblem ? failure.faults : [];
  const faultOf = (path: string) => faults.find((fault) => fault.path === path)?.message;
  const make = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const token = { label: label.trim(), days, writes, ...(entities.length > 0 ? { entities } : {}) };
      setText((await api.makeToken(token)).token);
      props.onMade();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  if (text !== null) return <ShownOnce text={text} onClose={props.onClose} />;
  return (
    <Dialog open onClose={busy ? undefined : props.onClose} aria-labelledby="new-token" maxWidth="xs" fullWidth>
      <DialogTitle id="new-token">新建令牌</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2 }}>
        {failure !== null && faults.length === 0 && <Alert severity="error">{problemTitle(failure)}</Alert>}
        <Labelled label="用途" required fault={faultOf('label')} help="写明哪个系统、做什么用">
          {({ id, describedBy }) => (
            <OutlinedInput
              id={id}
              size="small"
              autoFocus
              value={label}
              placeholder="例如 审批局每晚同步许可"
              error={faultOf('label') !== undefined}
              inputProps={{ 'aria-describedby': describedBy, maxLength: 60 }}
              onChange={(event) => setLabel(event.target.value)}
            />
          )}
        </Labelled>
        <Labelled label="有效期" fault={faultOf('days')}>
          {({ id, labelId }) => (
            <Select
              id={id}
              labelId={labelId}
              size="small"
              value={days}
              onChange={(event) => setDays(Number(event.target.value))}
            >
              {LASTS.map((count) => (
                <MenuItem key={count} value={count}>
                  {count === 366 ? '一年' : `${count} 天`}
                </MenuItem>
              ))}
            </Select>
          )}
        </Labelled>
        <Labelled label="能看什么" fault={faultOf('entities')} help="不选就是您能看的全部内容">
          {({ id }) => (
            <Autocomplete
              id={id}
              multiple
              size="small"
              options={Object.values(model.entities).map((entity) => entity.name)}
              value={entities}
              getOptionLabel={(name) => model.entities[name]?.label ?? name}
              disableCloseOnSelect
              openText="展开"
              closeText="收起"
              clearText="清除"
              noOptionsText="没有找到，换个词试试"
              onChange={(_, names) => setEntities(names)}
              renderInput={(params) => <TextField {...params} />}
            />
          )}
        </Labelled>
        <FormControlLabel
          label="允许写入（新建、修改、删除，按您自己的权限）"
          control={<Checkbox size="small" checked={writes} onChange={(_, checked) => setWrites(checked)} />}
        />
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={props.onClose} disabled={busy}>
          取消
        </Button>
        <Button variant="contained" onClick={() => void make()} disabled={busy || label.trim() === ''}>
          新建
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Closed by its button alone, so that nobody loses the text by a click beside it. */
function ShownOnce(props: { text: string; onClose(): void }) {
  const toast = useToast();
  const copy = async () => {
    const done = await copyText(props.text);
    toast(done ? { text: '已复制令牌' } : { text: '复制不了，请手工选中复制', tone: 'bad' });
  };
  return (
    <Dialog open aria-labelledby="token-once" maxWidth="xs" fullWidth>
      <DialogTitle id="token-once">令牌已建好</DialogTitle>
      <DialogContent>
        <output className={styles['secret']} data-testid="token">
          {props.text}
        </output>
        <p>只显示这一次，请现在复制到要用它的系统里。</p>
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={() => void copy()}>
          复制
        </Button>
        <Button variant="contained" onClick={props.onClose}>
          我已保存，关闭
        </Button>
      </DialogActions>
    </Dialog>
  );
}
