// What an admin answers to a request for an account: yes, more please, or no. Whoever asked reads the words.
import { useState } from 'react';
import Button from '@mui/material/Button';
import OutlinedInput from '@mui/material/OutlinedInput';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import {
  afterWrite,
  api,
  useModel,
  type RecordJson,
  type RegistrationDecision,
  type WireEntity,
} from '../client/index.ts';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';
import { Labelled } from '../parts/Labelled.tsx';
import { paths } from '../parts/paths.ts';
import { useToast } from '../parts/Toast.tsx';

const WORDS: Record<RegistrationDecision, { button: string; title(name: string): string; done: string }> = {
  approved: { button: '通过', title: (name) => `通过${name}的申请？`, done: '已通过，账号已建好' },
  supplement: { button: '退回补充', title: (name) => `请${name}补充什么？`, done: '已退回补充' },
  rejected: { button: '不予通过', title: (name) => `不予通过${name}的申请？`, done: '已办结：未通过' },
};

export function RegistrationActions({ entity, record }: { entity: WireEntity; record: RecordJson }) {
  const model = useModel();
  const client = useQueryClient();
  const toast = useToast();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<RegistrationDecision | null>(null);
  const [reply, setReply] = useState('');
  const accounts = Object.values(model.entities).find(({ source }) => source === 'account');
  const open = record['state'] === 'asked' || record['state'] === 'supplement';
  if (!accounts?.granted?.includes('create') || !open) return null;
  const name = String(record['name'] ?? record._title);
  const decide = async (decision: RegistrationDecision) => {
    const { account } = await api.decideRegistration(entity.name, record.id, decision, reply.trim());
    setAsking(null);
    afterWrite(client, entity.name, record.id);
    toast({ text: WORDS[decision].done });
    // Without a post the new account opens nothing: his page says so, and leads on.
    if (account !== null) void navigate(paths.record(accounts.name, account));
  };
  const ask = (decision: RegistrationDecision) => {
    setReply('');
    setAsking(decision);
  };
  return (
    <>
      <Button variant="outlined" onClick={() => ask('rejected')}>
        不予通过
      </Button>
      {record['state'] === 'asked' && (
        <Button variant="outlined" onClick={() => ask('supplement')}>
          退回补充
        </Button>
      )}
      <Button variant="contained" onClick={() => ask('approved')}>
        通过
      </Button>
      {asking !== null && (
        <ConfirmDialog
          open
          title={WORDS[asking].title(name)}
          confirm={WORDS[asking].button}
          danger={asking === 'rejected'}
          onConfirm={() => decide(asking)}
          onClose={() => setAsking(null)}
        >
          {asking === 'approved' ? (
            '将按申请内容新建账号，密码是他申请时自己设的。接着要给他安排岗位，才能登录。'
          ) : (
            <Labelled label={asking === 'supplement' ? '要补充的内容' : '原因'} required help="申请人凭查询码能看到">
              {({ id, describedBy }) => (
                <OutlinedInput
                  id={id}
                  multiline
                  minRows={3}
                  autoFocus
                  value={reply}
                  inputProps={{ 'aria-describedby': describedBy, maxLength: 500 }}
                  onChange={(event) => setReply(event.target.value)}
                />
              )}
            </Labelled>
          )}
        </ConfirmDialog>
      )}
    </>
  );
}
