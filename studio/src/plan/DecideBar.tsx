// What comes next for a draft, by its state and my rights: submit, approve, reject, publish.
import { useState } from 'react';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { ConfirmDialog } from '@shijian/screens/kit';
import type { Draft, Plan } from '../client/types.ts';
import type { useDraftActs } from '../drafts/useDraftActs.ts';
import styles from './Plan.module.css';

export function DecideBar(props: {
  draft: Draft;
  /** As it stands on the screen: what is approved and published is this plan and no other. */
  plan: Plan | null;
  fourEyes: boolean;
  /** Conflicts that nobody has decided yet. */
  conflicts: number;
  acts: ReturnType<typeof useDraftActs>;
  publishing: boolean;
  onPublish: (hash: string) => Promise<void>;
}) {
  const { draft, plan, acts } = props;
  const [asking, setAsking] = useState<'approve' | 'reject' | 'publish' | null>(null);
  const [comment, setComment] = useState('');
  const [missing, setMissing] = useState(false);
  const { can } = draft;
  if (!(can.submit || can.approve || can.reject || can.publish)) return null;
  const sound = plan?.ok === true && draft.documents > 0 && props.conflicts === 0;
  const close = () => {
    setAsking(null);
    setComment('');
    setMissing(false);
  };
  const confirm = plan?.steps.filter(({ risk }) => risk === 'confirm').length ?? 0;
  const lasting = plan?.steps.filter(({ reversible }) => !reversible).length ?? 0;
  const field = (label: string, required: boolean) => (
    <TextField
      label={label}
      value={comment}
      onChange={(event) => setComment(event.target.value)}
      multiline
      minRows={2}
      fullWidth
      required={required}
      error={required && missing}
      helperText={required && missing ? '请写明要改什么' : undefined}
      autoFocus
      sx={{ mt: 2 }}
    />
  );
  return (
    <div className={styles['bar']} role="region" aria-label="办理">
      <span>{props.publishing ? '正在发布…' : hintOf(draft, plan, props.fourEyes, props.conflicts)}</span>
      <span className={styles['end']}>
        {can.reject && (
          <Button variant="outlined" disabled={acts.busy} onClick={() => setAsking('reject')}>
            退回
          </Button>
        )}
        {can.submit && (
          <Button
            variant={can.publish ? 'outlined' : 'contained'}
            disabled={!sound || acts.busy || props.publishing}
            onClick={() => void acts.submit()}
          >
            送审
          </Button>
        )}
        {can.approve && (
          <Button
            variant={can.publish ? 'outlined' : 'contained'}
            disabled={!sound || acts.busy}
            onClick={() => setAsking('approve')}
          >
            批准
          </Button>
        )}
        {can.publish && (
          <Button
            variant="contained"
            disabled={!sound || acts.busy || props.publishing}
            onClick={() => setAsking('publish')}
          >
            发布
          </Button>
        )}
      </span>
      <ConfirmDialog
        open={asking === 'reject'}
        title="退回给起草人"
        confirm="退回"
        onClose={close}
        onConfirm={async () => {
          if (comment.trim() === '') setMissing(true);
          else if (await acts.reject(comment.trim())) close();
        }}
      >
        请写明要改什么，起草人改好后会重新送审。
        {field('退回原因', true)}
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 'approve'}
        title="批准这份计划"
        confirm="批准"
        onClose={close}
        onConfirm={async () => {
          if (plan && (await acts.approve(plan.hash, comment.trim()))) close();
        }}
      >
        批准的就是现在看到的这份计划。草稿再改动，或数据让风险变了，批准就作废。
        {field('意见（可不填）', false)}
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 'publish'}
        title={`发布“${draft.title}”？`}
        confirm="发布"
        onClose={close}
        onConfirm={async () => {
          if (plan) await props.onPublish(plan.hash);
          close();
        }}
      >
        {confirm > 0 ? `其中 ${confirm} 条需要确认，请先看过。` : '这次改动都是安全的。'}
        {lasting > 0 && `有 ${lasting} 条发布后不能原样退回。`}
        发布后全局立即按新配置办理{lasting > 0 ? '' : '，随时可以在“历史”里退回'}。
      </ConfirmDialog>
    </div>
  );
}

function hintOf(draft: Draft, plan: Plan | null, fourEyes: boolean, conflicts: number): string {
  if (conflicts > 0) return `还有 ${conflicts} 处冲突要决定，本局仍按原来的配置办理`;
  if (draft.documents === 0) return '还没有改动';
  if (draft.behind) return '先移到现行版本，再送审和发布';
  if (!plan) return '正在核对计划…';
  if (!plan.ok) return '有不能执行的地方，先改正';
  if (draft.approved) return `${draft.decided_name ?? ''} 已批准`;
  if (draft.state === 'submitted' && draft.can.approve) return '等您审批';
  // Whoever may reject may approve too, but for a hand in the changes.
  if (draft.state === 'submitted') return draft.can.reject ? '这份草稿您也写过，要由另一位同事批准' : '等审批人批准';
  return fourEyes ? '送审后，由另一位有权限的同事批准' : '看过计划就可以发布';
}
