// Carries a draft over to the bureau's present revision; where both changed a document, whose text it gets is asked.
import { useState } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import { useQueryClient } from '@tanstack/react-query';
import { ApiProblem, problemTitle, useToast } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import type { Draft, RebaseConflict } from '../client/types.ts';
import { fileName } from '../documents/paths.ts';
import Diff from './Diff.tsx';
import styles from './Drafts.module.css';

type Side = 'ours' | 'theirs';

export default function RebaseDialog(props: { draft: Draft; onClose: () => void }) {
  const { draft } = props;
  const client = useQueryClient();
  const toast = useToast();
  const [conflicts, setConflicts] = useState<RebaseConflict[]>([]);
  const [take, setTake] = useState<Record<string, Side>>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const move = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const saved = await doorApi.rebase(draft.id, take);
      client.setQueryData(doorKeys.draft(saved.id), saved);
      await client.invalidateQueries({ queryKey: doorKeys.drafts });
      toast({ text: '改动已移到现行版本上，请重新看计划' });
      props.onClose();
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'E_DRAFT_CONFLICTS')
        // The contract names the shape: docs/api.md, rebase.
        setConflicts((error.document['conflicts'] ?? []) as RebaseConflict[]);
      else setFailure(error);
      setBusy(false);
      return;
    }
    setBusy(false);
  };
  const open = conflicts.filter(({ path }) => take[path] === undefined).length;
  return (
    <Dialog open onClose={props.onClose} aria-labelledby="rebase-title" maxWidth="md" fullWidth>
      <DialogTitle id="rebase-title">移到现行版本</DialogTitle>
      <DialogContent>
        {conflicts.length === 0 ? (
          <p>只有草稿改过的文档直接移过去；两边都改过的，会请您逐份决定。</p>
        ) : (
          <p>有 {conflicts.length} 份文档两边都改过，请逐份选用哪一份。</p>
        )}
        {conflicts.map(({ path, theirs, ours }) => (
          <section key={path} className={styles['panel']} aria-label={fileName(path)}>
            <div className={styles['panelHead']}>
              <h3>{fileName(path)}</h3>
              <span className={styles['path']}>现行版本 → 草稿</span>
            </div>
            <Diff label={`${fileName(path)}：现行版本和草稿的不同`} before={theirs ?? ''} after={ours ?? ''} />
            <RadioGroup
              row
              aria-label={`${fileName(path)} 用哪一份`}
              value={take[path] ?? ''}
              onChange={(event) => setTake({ ...take, [path]: event.target.value as Side })}
              sx={{ px: 2, py: 1 }}
            >
              <FormControlLabel value="ours" control={<Radio />} label="用草稿的" />
              <FormControlLabel value="theirs" control={<Radio />} label="用现行版本的" />
            </RadioGroup>
          </section>
        ))}
        {failure !== null && (
          <Alert severity="error" sx={{ mt: 2 }}>
            {problemTitle(failure)}
          </Alert>
        )}
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={props.onClose}>
          取消
        </Button>
        <Button variant="contained" disabled={busy || open > 0} onClick={() => void move()}>
          {conflicts.length === 0 ? '移过去' : '按所选移过去'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
