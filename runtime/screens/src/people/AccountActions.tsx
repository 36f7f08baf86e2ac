// What an admin does with somebody's account: give a one-time password, freeze, thaw, see off.
import { useState } from 'react';
import Button from '@mui/material/Button';
import { problemTitle, useMe, useUpdateRecord, type RecordJson, type WireEntity } from '../client/index.ts';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';
import { useToast } from '../parts/Toast.tsx';
import { HandOverDialog } from './HandOverDialog.tsx';
import { PasswordDialog } from './PasswordDialog.tsx';

type Asking = 'password' | 'freeze' | 'leave' | null;

export function AccountActions({ entity, record }: { entity: WireEntity; record: RecordJson }) {
  const me = useMe();
  const toast = useToast();
  const update = useUpdateRecord(entity.name);
  const [asking, setAsking] = useState<Asking>(null);
  if (!entity.can.update || record.id === me.user.id) return null;
  const state = record['state'];
  const name = String(record['name'] ?? record._title);
  const set = (next: string) => update.mutateAsync({ id: record.id, version: record.version, fields: { state: next } });
  const revive = () =>
    set('active').then(
      () => toast({ text: `${name}的账号已恢复正常，可以登录` }),
      (error: unknown) => toast({ text: problemTitle(error), tone: 'bad' }),
    );
  return (
    <>
      {state !== 'left' && (
        <Button variant={state === 'new' ? 'contained' : 'outlined'} onClick={() => setAsking('password')}>
          {state === 'new' ? '发放密码' : '重置密码'}
        </Button>
      )}
      {state === 'active' && (
        <Button variant="outlined" onClick={() => setAsking('freeze')}>
          冻结
        </Button>
      )}
      {state === 'frozen' && (
        <Button variant="outlined" onClick={() => void revive()}>
          解除冻结
        </Button>
      )}
      {state === 'left' ? (
        <Button variant="outlined" onClick={() => void revive()}>
          恢复账号
        </Button>
      ) : (
        <Button variant="outlined" onClick={() => setAsking('leave')}>
          办理离岗
        </Button>
      )}
      <PasswordDialog
        entity={entity.name}
        id={record.id}
        name={name}
        open={asking === 'password'}
        onClose={() => setAsking(null)}
      />
      <ConfirmDialog
        open={asking === 'freeze'}
        title={`冻结${name}的账号？`}
        confirm="冻结"
        danger
        onConfirm={async () => {
          await set('frozen');
          setAsking(null);
          toast({ text: `${name}的账号已冻结` });
        }}
        onClose={() => setAsking(null)}
      >
        他现在的登录立即失效，之后也不能登录。岗位和名下的业务都不变，可以随时解除。
      </ConfirmDialog>
      <HandOverDialog
        entity={entity.name}
        record={record}
        name={name}
        open={asking === 'leave'}
        onClose={() => setAsking(null)}
      />
    </>
  );
}
