// What somebody writes who asks for an account, or is asked to add to it. All faults come at once, each at its field.
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import OutlinedInput from '@mui/material/OutlinedInput';
import Select from '@mui/material/Select';
import { useQuery } from '@tanstack/react-query';
import {
  ApiProblem,
  ErrorState,
  Labelled,
  PasswordInput,
  api,
  problemTitle,
  type RegistrationText,
} from '@shijian/screens';
import styles from './ApplyPage.module.css';

const EMPTY: RegistrationText = { login: '', name: '', unit: '', phone: '', email: '', reason: '' };

/** @param props.onAsked hears the code that the request is found by */
export function ApplyForm(props: { onAsked(receipt: string): void }) {
  const bureaus = useQuery({ queryKey: ['registration-bureaus'], queryFn: () => api.registrationBureaus() });
  const [bureau, setBureau] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [unequal, setUnequal] = useState(false);
  const items = bureaus.data?.items ?? [];
  const chosen = items.length === 1 ? items[0] : items.find(({ name }) => name === bureau);
  const rules = chosen?.rules;
  if (bureaus.error) return <ErrorState error={bureaus.error} onRetry={() => void bureaus.refetch()} compact />;
  return (
    <AskedFields
      button="提交申请"
      onSubmit={async (text) => {
        setUnequal(password !== again);
        if (password !== again) return;
        props.onAsked((await api.askForAccount({ ...text, bureau: chosen?.name ?? '', password })).receipt);
      }}
      before={(faultOf) => (
        <Labelled label="要加入的单位" required fault={faultOf('bureau')}>
          {({ id, labelId }) => (
            <Select
              id={id}
              labelId={labelId}
              size="small"
              displayEmpty
              value={chosen?.name ?? ''}
              error={faultOf('bureau') !== undefined}
              onChange={(event) => setBureau(event.target.value)}
            >
              <MenuItem value="" disabled>
                请选择
              </MenuItem>
              {items.map(({ name, label }) => (
                <MenuItem key={name} value={name}>
                  {label}
                </MenuItem>
              ))}
            </Select>
          )}
        </Labelled>
      )}
      after={(faultOf) => (
        <>
          <Labelled
            label="设置密码"
            required
            help={rules ? `至少 ${rules.length} 个字符，大小写字母、数字、符号含 ${rules.classes} 种` : undefined}
          >
            {({ id }) => (
              <PasswordInput
                id={id}
                value={password}
                onChange={setPassword}
                autoComplete="new-password"
                fault={faultOf('password')}
              />
            )}
          </Labelled>
          <Labelled label="再输一次密码" required>
            {({ id }) => (
              <PasswordInput
                id={id}
                value={again}
                onChange={setAgain}
                autoComplete="new-password"
                fault={unequal ? '两次输入的密码不一样' : undefined}
              />
            )}
          </Labelled>
        </>
      )}
    />
  );
}

type FaultOf = (path: string) => string | undefined;

/** @param props.onSubmit rejects with an ApiProblem */
export function AskedFields(props: {
  given?: RegistrationText;
  button: string;
  before?(faultOf: FaultOf): ReactNode;
  after?(faultOf: FaultOf): ReactNode;
  onSubmit(text: RegistrationText): Promise<void>;
}) {
  const [text, setText] = useState(props.given ?? EMPTY);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const faults = failure instanceof ApiProblem ? failure.faults : [];
  const faultOf: FaultOf = (path) => faults.find((fault) => fault.path === path)?.message;
  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await props.onSubmit(text);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }
  const input = (name: keyof RegistrationText, label: string, more: Partial<InputOptions> = {}) => (
    <Labelled label={label} required={more.required ?? false} help={more.help} fault={faultOf(name)}>
      {({ id, describedBy }) => (
        <OutlinedInput
          id={id}
          size="small"
          value={text[name]}
          error={faultOf(name) !== undefined}
          multiline={more.multiline ?? false}
          {...(more.multiline ? { minRows: 3 } : {})}
          inputProps={{
            'aria-describedby': describedBy,
            autoComplete: more.complete ?? 'off',
            ...(more.keys ? { inputMode: more.keys } : {}),
          }}
          onChange={(event) => setText({ ...text, [name]: event.target.value })}
        />
      )}
    </Labelled>
  );
  return (
    <form className={styles['form']} onSubmit={(event) => void submit(event)} noValidate>
      {failure !== null && <Alert severity="error">{problemTitle(failure)}</Alert>}
      {props.before?.(faultOf)}
      {input('name', '姓名', { required: true, complete: 'name' })}
      {input('unit', '科室或监管所', { required: true })}
      {input('phone', '手机号码', { required: true, complete: 'tel', keys: 'tel' })}
      {input('email', '电子邮箱', { complete: 'email', keys: 'email' })}
      {input('login', '想用的登录名', { required: true, help: '小写字母和数字，例如 zhang.wei', complete: 'username' })}
      {props.after?.(faultOf)}
      {input('reason', '申请说明', { multiline: true, help: '例如执法证号、借调函号，方便管理员核对身份' })}
      <Button type="submit" variant="contained" disabled={busy} className={styles['submit'] ?? ''}>
        {busy ? '正在提交…' : props.button}
      </Button>
    </form>
  );
}

interface InputOptions {
  required: boolean;
  help: string;
  multiline: boolean;
  complete: string;
  keys: 'tel' | 'email';
}
