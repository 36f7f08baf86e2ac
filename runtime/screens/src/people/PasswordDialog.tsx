// A one-time password: made by the server, shown here once, kept nowhere.
import { useState } from 'react';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useQueryClient } from '@tanstack/react-query';
import { afterWrite, api, problemTitle } from '../client/index.ts';
import { copyText } from '../detail/copy_text.ts';
import { useToast } from '../parts/Toast.tsx';

export function PasswordDialog(props: { entity: string; id: string; name: string; open: boolean; onClose(): void }) {
  const toast = useToast();
  const client = useQueryClient();
  const [password, setPassword] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const give = async () => {
    setBusy(true);
    setFailure(null);
    try {
      setPassword((await api.giveOneTimePassword(props.entity, props.id)).password);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const close = () => {
    if (password !== null) afterWrite(client, props.entity, props.id);
    setPassword(null);
    setFailure(null);
    props.onClose();
  };
  return (
    <Dialog
      open={props.open}
      onClose={password === null ? close : undefined}
      aria-labelledby="one-time"
      maxWidth="xs"
      fullWidth
    >
      <DialogTitle id="one-time">{password === null ? `给${props.name}发放一次性密码？` : '一次性密码'}</DialogTitle>
      <DialogContent sx={{ color: 'text.secondary' }}>
        {password === null ? (
          '他现在的密码和登录立即失效，下次登录后要先换成自己的密码。'
        ) : (
          <>
            <Box
              data-testid="one-time-password"
              sx={{
                fontFamily: 'ui-monospace, Consolas, monospace',
                fontSize: '1.25rem',
                letterSpacing: '.04em',
                color: 'text.primary',
                bgcolor: 'var(--page)',
                borderRadius: '8px',
                p: 2,
                mb: 1.5,
                textAlign: 'center',
                userSelect: 'all',
              }}
            >
              {password}
            </Box>
            只显示这一次，请当面或打电话告诉{props.name}。他登录后要先换成自己的密码。
          </>
        )}
        {failure !== null && (
          <Alert severity="error" sx={{ mt: 2 }}>
            {problemTitle(failure)}
          </Alert>
        )}
      </DialogContent>
      <DialogActions>
        {password === null ? (
          <>
            <Button variant="outlined" onClick={close} disabled={busy}>
              取消
            </Button>
            <Button variant="contained" onClick={() => void give()} disabled={busy} autoFocus>
              发放
            </Button>
          </>
        ) : (
          <>
            <Button
              variant="outlined"
              onClick={() =>
                void copyText(password).then((done) =>
                  toast(done ? { text: '已复制' } : { text: '复制不了，请手工抄写', tone: 'bad' }),
                )
              }
            >
              复制
            </Button>
            <Button variant="contained" onClick={close}>
              我已告知，关闭
            </Button>
          </>
        )}
      </DialogActions>
    </Dialog>
  );
}
