// Name and password. Used by login pages and by the sheet over a page whose session ran out.
import { useId, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import OutlinedInput from '@mui/material/OutlinedInput';
import { ApiProblem } from '../client/index.ts';
import { PasswordInput } from './PasswordInput.tsx';
import styles from './LoginForm.module.css';

/** @param login fixed name, where only the same person may come back @param onSubmit rejects with an ApiProblem */
export function LoginForm(props: { login?: string; onSubmit: (login: string, password: string) => Promise<unknown> }) {
  const [login, setLogin] = useState(props.login ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const passwordRef = useRef<HTMLInputElement>(null);
  const loginId = useId();
  const passwordId = useId();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (login.trim() === '') return setFailure('请输入用户名');
    if (password === '') {
      passwordRef.current?.focus();
      return setFailure('请输入密码');
    }
    setBusy(true);
    setFailure(null);
    try {
      await props.onSubmit(login.trim(), password);
    } catch (error) {
      setFailure(loginFailure(error));
      setPassword('');
      setBusy(false);
      setTimeout(() => passwordRef.current?.focus(), 0);
    }
  }

  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      {failure && (
        <Alert severity="error" role="alert">
          {failure}
        </Alert>
      )}
      <div className={styles['field']}>
        <label htmlFor={loginId}>用户名</label>
        <OutlinedInput
          id={loginId}
          size="small"
          value={login}
          onChange={(event) => setLogin(event.target.value)}
          disabled={props.login !== undefined}
          autoFocus={props.login === undefined}
          inputProps={{ autoComplete: 'username', autoCapitalize: 'none', spellCheck: false }}
        />
      </div>
      <div className={styles['field']}>
        <label htmlFor={passwordId}>密码</label>
        <PasswordInput
          id={passwordId}
          value={password}
          onChange={setPassword}
          inputRef={passwordRef}
          autoComplete="current-password"
          autoFocus={props.login !== undefined}
        />
      </div>
      <Button type="submit" variant="contained" className={styles['submit'] ?? ''} disabled={busy}>
        {busy ? '正在登录…' : '登录'}
      </Button>
    </form>
  );
}

/** What the officer reads: why, and what to do next. */
function loginFailure(error: unknown): string {
  if (!(error instanceof ApiProblem)) return '这次没有登录成功，请重试';
  if (error.code === 'E_LOGIN_FAILED')
    return '用户名或密码不对，或账号已被停用。请检查大小写后重试，连续错五次会锁定十五分钟；仍登录不了，请联系本单位管理员。';
  if (error.code === 'E_LOGIN_LOCKED') {
    const minutes = Math.ceil((error.retryAfter ?? 15 * 60) / 60);
    return `密码错误次数太多，账号已锁定。请约 ${minutes} 分钟后再试，或联系本单位管理员。`;
  }
  if (error.code === 'E_OFFLINE') return '连接不上服务器。请检查网线或无线网络，恢复后再登录。';
  return error.title;
}
