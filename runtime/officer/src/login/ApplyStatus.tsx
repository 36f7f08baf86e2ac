// What became of a request, found by its code; where more was asked for, it is added here.
import { Suspense, useState } from 'react';
import type { FormEvent } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import OutlinedInput from '@mui/material/OutlinedInput';
import {
  Labelled,
  TextSkeleton,
  UploadInput,
  api,
  problemTitle,
  type FileJson,
  type RegistrationStatus,
} from '@shijian/screens';
import { AskedFields } from './ApplyForm.tsx';
import styles from './ApplyPage.module.css';

/** As the server takes them (docs/api.md). */
const PROOF_RULES = {
  ...{ many: true, images: false, mostFiles: 5, mostBytes: 20 * 1024 * 1024 },
  accept: ['.jpg', '.jpeg', '.png', '.pdf'],
};

const WORDS: Record<RegistrationStatus['state'], { tone: 'info' | 'warning' | 'success' | 'error'; text: string }> = {
  asked: { tone: 'info', text: '等待本单位管理员审核。' },
  supplement: { tone: 'warning', text: '管理员请您补充，改好后重新提交。' },
  approved: { tone: 'success', text: '已通过。安排岗位后就可以登录，登录不了请联系本单位管理员。' },
  rejected: { tone: 'error', text: '未通过。' },
};

export function ApplyStatus(props: { receipt?: string }) {
  const [receipt, setReceipt] = useState(props.receipt ?? '');
  const [status, setStatus] = useState<RegistrationStatus | null>(null);
  const [proof, setProof] = useState<FileJson[]>([]);
  const [failure, setFailure] = useState<unknown>(null);
  const find = async () => {
    setFailure(null);
    try {
      const found = await api.registrationStatus(receipt);
      setStatus(found);
      setProof(found.proof);
    } catch (error) {
      setStatus(null);
      setFailure(error);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void find();
  };
  return (
    <>
      <form className={styles['form']} onSubmit={submit} noValidate>
        <Labelled label="查询码" help="申请时给您的 24 位字母和数字">
          {({ id, describedBy }) => (
            <OutlinedInput
              id={id}
              size="small"
              value={receipt}
              inputProps={{ 'aria-describedby': describedBy, autoComplete: 'off', spellCheck: false }}
              onChange={(event) => setReceipt(event.target.value)}
            />
          )}
        </Labelled>
        <Button type="submit" variant="contained" disabled={receipt.trim() === ''}>
          查询
        </Button>
        {failure !== null && <Alert severity="error">{problemTitle(failure)}</Alert>}
        {status !== null && (
          <Alert severity={WORDS[status.state].tone} role="status">
            {WORDS[status.state].text}
            {status.reply !== null && <p>管理员说：{status.reply}</p>}
          </Alert>
        )}
      </form>
      {status?.state === 'supplement' && (
        <AskedFields
          key={receipt}
          given={{ ...status, email: status.email ?? '', reason: status.reason ?? '' }}
          button="重新提交"
          after={(faultOf) => (
            <Labelled
              label="证明材料"
              help="例如执法证、借调函的照片或 PDF，只有审核的管理员能看到"
              fault={faultOf('proof')}
            >
              {({ id, describedBy }) => (
                <Suspense fallback={<TextSkeleton lines={2} />}>
                  <UploadInput
                    id={id}
                    name="证明材料"
                    files={proof}
                    rules={PROOF_RULES}
                    disabled={false}
                    describedBy={describedBy}
                    send={(file, onProgress) => api.uploadProof(receipt, file, onProgress)}
                    onChange={setProof}
                    onBlur={() => undefined}
                  />
                </Suspense>
              )}
            </Labelled>
          )}
          onSubmit={async ({ login, name, unit, phone, email, reason }) => {
            const files = proof.map(({ id }) => ({ id }));
            await api.supplementRegistration({ receipt, login, name, unit, phone, email, reason, proof: files });
            await find();
          }}
        />
      )}
    </>
  );
}
