// A new password, twice; what the server refuses stands at the field it refuses.
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { ApiProblem, PasswordInput, api, problemTitle, type Me } from '@shijian/screens';

import styles from './LoginPage.module.css';

/** What a password must be where the server has not said. */
const shortest = 10;

/** @param rules the bureau's own; the server has the last word */
export function ChangePasswordForm(props: { onDone: () => void; rules?: Me['rules'] }) {
  const length = props.rules?.length ?? shortest;
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const id = useId();

  async function submit(event: FormEvent) {
    event.preventDefault();
    const found = check(current, next, again, length);
    setFaults(found);
    setFailure(null);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await api.changePassword(current, next);
      setCurrent('');
      setNext('');
      setAgain('');
      props.onDone();
    } catch (error) {
      const named = error instanceof ApiProblem ? error.faults.filter((fault) => fault.path) : [];
      setFaults(Object.fromEntries(named.map((fault) => [fault.path ?? '', fault.message])));
      if (named.length === 0) setFailure(problemTitle(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className={styles['form']} style={{ marginTop: 14 }} onSubmit={submit} noValidate>
      {failure && <Alert severity="error">{failure}</Alert>}
      <div className={styles['field']}>
        <label htmlFor={`${id}-current`}>现在的密码</label>
        <PasswordInput
          id={`${id}-current`}
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          fault={faults['current']}
        />
      </div>
      <div className={styles['field']}>
        <label htmlFor={`${id}-next`}>
          新密码（至少 {length} 个字符，大小写字母、数字、符号
          {(props.rules?.classes ?? 3) > 1 ? `含 ${props.rules?.classes ?? 3} 种` : '均可'}）
        </label>
        <PasswordInput
          id={`${id}-next`}
          value={next}
          onChange={setNext}
          autoComplete="new-password"
          fault={faults['password']}
        />
      </div>
      <div className={styles['field']}>
        <label htmlFor={`${id}-again`}>再输一次新密码</label>
        <PasswordInput
          id={`${id}-again`}
          value={again}
          onChange={setAgain}
          autoComplete="new-password"
          fault={faults['again']}
        />
      </div>
      <Button type="submit" variant="contained" disabled={busy}>
        修改密码
      </Button>
    </form>
  );
}

function check(current: string, next: string, again: string, length: number): Record<string, string> {
  const faults: Record<string, string> = {};
  if (current === '') faults['current'] = '请输入现在的密码';
  if (next.length < length) faults['password'] = `新密码至少 ${length} 个字符`;
  else if (next === current) faults['password'] = '新密码不能和现在的一样';
  if (again !== next) faults['again'] = '两次输入的新密码不一样';
  return faults;
}
