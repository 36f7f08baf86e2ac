// Asks what a change of package needs to know, and makes the draft: nothing happens before its plan was seen.
import { useState } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router-dom';
import { ApiProblem, problemTitle, useToast } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import type { PackageAct, ShelfItem } from '../client/types.ts';
import { isUnfinished } from '../drafts/draft_words.ts';
import { newerThan, olderThan } from './shelf_versions.ts';

const words: Record<PackageAct, string> = { install: '启用', upgrade: '升级', downgrade: '换回旧版本', remove: '停用' };

export function ChangeDialog(props: { item: ShelfItem; act: PackageAct; onClose: () => void }) {
  const { item, act } = props;
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const versions = act === 'remove' ? [] : act === 'downgrade' ? olderThan(item) : newerThan(item);
  const [version, setVersion] = useState(versions[0] ?? '');
  const [data, setData] = useState<'keep' | 'delete'>(suggested(item));
  const [waiver, setWaiver] = useState('');
  const [untested, setUntested] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const made = await doorApi.changePackage(item.name, act, {
        ...(act === 'remove' ? { data } : { version }),
        ...(waiver.trim() === '' ? {} : { waiver: waiver.trim() }),
      });
      await client.invalidateQueries({ queryKey: doorKeys.drafts });
      toast({ text: made.open > 0 ? `已写成草稿，有 ${made.open} 处冲突要您决定` : '已写成草稿，看过计划再发布' });
      navigate(made.open > 0 ? `/drafts/${made.draft.id}?tab=conflicts` : `/drafts/${made.draft.id}?tab=plan`);
    } catch (error) {
      setFailure(error);
      if (error instanceof ApiProblem && error.code === 'E_PACKAGE_UNTESTED') setUntested(true);
      setBusy(false);
    }
  };
  const drafts = useQuery({ queryKey: doorKeys.drafts, queryFn: () => doorApi.drafts() });
  const begun = drafts.data?.items.find((draft) => isUnfinished(draft) && draft.detail['package'] === item.name);
  return (
    <Dialog open onClose={props.onClose} aria-labelledby="change-title" maxWidth="xs" fullWidth>
      <DialogTitle id="change-title">
        {words[act]}“{item.label}”
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2, pt: '8px !important' }}>
        {begun && (
          <Alert
            severity="info"
            action={
              <Button size="small" variant="outlined" component={Link} to={`/drafts/${begun.id}`}>
                去看
              </Button>
            }
          >
            已有一份没办完的“{begun.title}”（{begun.author_name}）。
          </Alert>
        )}
        <p>{explained(item, act)}</p>
        {act !== 'remove' && (
          <TextField select label="版本" value={version} onChange={(event) => setVersion(event.target.value)}>
            {versions.map((one) => (
              <MenuItem key={one} value={one}>
                {one}
              </MenuItem>
            ))}
          </TextField>
        )}
        {act === 'remove' && (
          <RadioGroup
            aria-label="已有的记录"
            value={data}
            onChange={(event) => setData(event.target.value === 'delete' ? 'delete' : 'keep')}
          >
            <FormControlLabel value="keep" control={<Radio />} label="保留记录，以后再启用还在" />
            <FormControlLabel value="delete" control={<Radio />} label="清除记录，停用后不能找回" />
          </RadioGroup>
        )}
        {untested && (
          <TextField
            label="仍要一起使用的理由"
            value={waiver}
            onChange={(event) => setWaiver(event.target.value)}
            multiline
            minRows={2}
            required
            autoFocus
          />
        )}
        {failure !== null && <Alert severity="warning">{problemTitle(failure)}</Alert>}
        <p style={{ color: 'var(--ink2)' }}>现在还不会改变什么：先写成一份草稿，看过计划再发布。</p>
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={props.onClose}>
          取消
        </Button>
        <Button variant="contained" disabled={busy || (untested && waiver.trim() === '')} onClick={() => void make()}>
          {busy ? '正在准备…' : '写成草稿，看计划'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** What the act means, before anybody asks. */
function explained(item: ShelfItem, act: PackageAct): string {
  if (act === 'install') return `启用后，本局就有${item.label}的表单、列表和角色；谁能用，由您再分配角色。`;
  if (act === 'upgrade')
    return `本局现在用 ${item.version ?? ''}。本局自己的调整会合并到新版本；两边都改过的地方，会请您逐处决定。`;
  if (act === 'downgrade')
    return `本局现在用 ${item.version ?? ''}。旧版本没有的内容会停用，其中的记录还保留；计划里逐条列出涉及多少条。`;
  return `停用后，本局没有人再用得到${item.label}的页面。已有的记录怎么办？`;
}

/** What the package itself would do with its records. */
function suggested(item: ShelfItem): 'keep' | 'delete' {
  const manifest = item.versions.find(({ version }) => version === item.version)?.manifest;
  return manifest?.['data_on_remove'] === 'delete' ? 'delete' : 'keep';
}
