// A password given by somebody else is replaced before anything is shown.
import type { ReactNode } from 'react';
import Button from '@mui/material/Button';
import { useLogout } from 'react-admin';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, queryKeys, useToast } from '@shijian/screens';
import { ChangePasswordForm } from './ChangePasswordForm.tsx';
import styles from './LoginPage.module.css';

export function ChangePasswordGate(props: { children: ReactNode }) {
  const client = useQueryClient();
  const toast = useToast();
  const logout = useLogout();
  const me = useQuery({ queryKey: queryKeys.me, queryFn: () => api.me(), staleTime: 5 * 60_000 });
  if (!me.data?.must_change) return props.children;
  return (
    <main className={styles['panel']} style={{ minHeight: '100vh' }}>
      <div className={styles['form']}>
        <h1>先换一个自己的密码</h1>
        <p className={styles['note']} style={{ textWrap: 'balance' }}>
          您现在用的是管理员给的一次性密码。换好之后就可以开始工作。
        </p>
        <ChangePasswordForm
          {...(me.data.rules ? { rules: me.data.rules } : {})}
          onDone={() => {
            toast({ text: '密码已修改，下次登录请用新密码' });
            void client.invalidateQueries({ queryKey: queryKeys.me });
          }}
        />
        <Button variant="outlined" onClick={() => void logout({}, '/login', false)}>
          退出登录
        </Button>
      </div>
    </main>
  );
}
