// Who is there: the officer's session serves here too. Nobody: a login page; run out: a sheet over what was being written.
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  ApiProblem,
  ErrorState,
  LoginForm,
  ModelProvider,
  PageSkeleton,
  api,
  onSessionLost,
  queryKeys,
  useMe,
} from '@shijian/screens/kit';
import { LoginPage } from './LoginPage.tsx';

export function SessionGate(props: { children: ReactNode }) {
  const client = useQueryClient();
  const me = useQuery({ queryKey: queryKeys.me, queryFn: () => api.me(), staleTime: 5 * 60_000 });
  // A password given by somebody else is replaced where the officer's app asks for it.
  const elsewhere = me.data?.must_change === true;
  useEffect(() => {
    if (elsewhere) window.location.assign('/');
  }, [elsewhere]);
  if (me.error instanceof ApiProblem && me.error.status === 401 && !me.data)
    return <LoginPage onDone={() => client.invalidateQueries({ queryKey: queryKeys.me })} />;
  if (elsewhere) return <PageSkeleton />;
  return (
    <ModelProvider loading={<PageSkeleton />} failed={(error, retry) => <ErrorState error={error} onRetry={retry} />}>
      {props.children}
      <LoginSheet />
    </ModelProvider>
  );
}

function LoginSheet() {
  const me = useMe();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  useEffect(() => onSessionLost(() => setOpen(true)), []);
  return (
    <Dialog open={open} aria-labelledby="login-again">
      <DialogTitle id="login-again">登录已过期</DialogTitle>
      <DialogContent>
        <p style={{ marginBottom: 16, color: 'var(--ink2)' }}>请重新登录。这一页上没保存的内容都还在。</p>
        <LoginForm
          login={me.user.login}
          onSubmit={async (login, password) => {
            await api.login(login, password);
            await api.me();
            setOpen(false);
            await client.invalidateQueries();
          }}
        />
        <Button sx={{ mt: 1 }} href="/login">
          换一个账号
        </Button>
      </DialogContent>
    </Dialog>
  );
}
