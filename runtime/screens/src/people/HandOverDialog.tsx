// Seeing somebody off: what is his, who takes it, and one button that does all of it or nothing.
import { useState } from 'react';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { afterWrite, api, problemTitle, type RecordJson } from '../client/index.ts';
import { TextSkeleton } from '../parts/Skeletons.tsx';
import { useToast } from '../parts/Toast.tsx';
import { RecordPicker } from './RecordPicker.tsx';

export function HandOverDialog(props: {
  entity: string;
  record: RecordJson;
  name: string;
  open: boolean;
  onClose(): void;
}) {
  const { entity, record, name } = props;
  const toast = useToast();
  const client = useQueryClient();
  const [to, setTo] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const preview = useQuery({
    queryKey: ['hand-over', entity, record.id],
    queryFn: () => api.handOverPreview(entity, record.id),
    enabled: props.open,
    gcTime: 0,
  });
  const items = preview.data?.items ?? [];
  const close = () => {
    setFailure(null);
    setTo(null);
    props.onClose();
  };
  const run = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const { moved } = await api.handOver(entity, record.id, to);
      afterWrite(client, entity, record.id);
      toast({ text: moved > 0 ? `${name}已离岗，移交了 ${moved} 条记录` : `${name}已离岗` });
      close();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog open={props.open} onClose={busy ? undefined : close} aria-labelledby="hand-over" maxWidth="sm" fullWidth>
      <DialogTitle id="hand-over">办理{name}离岗</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        <Box sx={{ color: 'text.secondary', textWrap: 'pretty' }}>
          账号停用（不删除），岗位到今天为止，现在的登录立即失效。他做过的事仍记在他名下。
        </Box>
        {preview.error && <Alert severity="error">{problemTitle(preview.error)}</Alert>}
        {preview.isPending && props.open && <TextSkeleton lines={3} />}
        {preview.data && preview.data.person === null && (
          <Alert severity="info">这个账号没有对应人员，没有要移交的记录。</Alert>
        )}
        {preview.data && preview.data.person !== null && items.length === 0 && <Box>他名下没有您可以移交的记录。</Box>}
        {items.length > 0 && (
          <>
            <span id="hand-over-items">他名下有这些记录，要移交给接手人：</span>
            <Box
              component="ul"
              aria-labelledby="hand-over-items"
              sx={{ m: 0, p: 0, listStyle: 'none', fontWeight: 500 }}
            >
              {items.map((item) => (
                <li key={`${item.entity} ${item.field}`}>
                  {item.label}（{item.field_label}）：{item.count} 条
                </li>
              ))}
            </Box>
            {preview.data?.person && (
              <RecordPicker
                entity={preview.data.person.entity}
                label="接手人"
                value={to}
                except={preview.data.person.id}
                onChange={setTo}
              />
            )}
          </>
        )}
        {preview.data?.others === true && (
          <Alert severity="warning">另有您无权修改的记录还在他名下，请有权限的同事移交。</Alert>
        )}
        {failure !== null && <Alert severity="error">{problemTitle(failure)}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={close} disabled={busy}>
          取消
        </Button>
        <Button
          variant="contained"
          color="error"
          disabled={busy || preview.data === undefined || (items.length > 0 && to === null)}
          onClick={() => void run()}
        >
          {items.length > 0 ? '移交并离岗' : '办理离岗'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
