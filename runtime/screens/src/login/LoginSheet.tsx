// When the session ran out: a sheet over the page, so that what was being written stays where it is.
import { useEffect, useRef, useState } from 'react';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useQueryClient } from '@tanstack/react-query';
import { api, onSessionLost, useMe } from '../client/index.ts';
import { useToast } from '../parts/Toast.tsx';
import { LoginForm } from './LoginForm.tsx';

/** @param onOther leaves for the login page, where somebody else may come in */
export function LoginSheet(props: { onOther: () => void }) {
  const me = useMe();
  const client = useQueryClient();
  const toast = useToast();
  const [open, setOpen] = useState(false);
  useEffect(() => onSessionLost(() => setOpen(true)), []);
  // A button that waits for its answer is disabled and has lost the focus by the time that the sheet opens.
  const last = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (open) return undefined;
    const keep = (event: FocusEvent) => {
      if (event.target instanceof HTMLElement) last.current = event.target;
    };
    document.addEventListener('focusin', keep);
    return () => document.removeEventListener('focusin', keep);
  }, [open]);
  return (
    <Dialog
      open={open}
      aria-labelledby="login-again"
      disableRestoreFocus
      slotProps={{ transition: { onExited: () => last.current?.focus() } }}
    >
      <DialogTitle id="login-again">登录已过期</DialogTitle>
      <DialogContent>
        <p style={{ marginBottom: 16, color: 'var(--ink2)' }}>请重新登录。这一页上没保存的内容都还在。</p>
        <LoginForm
          login={me.user.login}
          onSubmit={async (login, password) => {
            await api.login(login, password);
            await api.me();
            setOpen(false);
            toast({ text: '已重新登录，没办完的请再按一次' });
            await client.invalidateQueries();
          }}
        />
        <Button sx={{ mt: 1 }} onClick={props.onOther}>
          换一个账号
        </Button>
      </DialogContent>
    </Dialog>
  );
}
