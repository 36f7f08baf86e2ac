// A draft's states and ways in an admin's words.
import type { Tone } from '@shijian/screens/kit';
import type { Draft, DraftKind, DraftState } from '../client/types.ts';

export const stateWords: Record<DraftState, { label: string; tone: Tone | null }> = {
  open: { label: '编辑中', tone: 'info' },
  submitted: { label: '待审批', tone: 'warn' },
  rejected: { label: '已退回', tone: 'bad' },
  applied: { label: '已发布', tone: 'good' },
  dropped: { label: '已放弃', tone: null },
};

export const kindWords: Record<DraftKind, string> = {
  edit: '修改配置',
  upgrade: '升级业务包',
  rollback: '回退',
  files: '磁盘文件',
  role: '调整角色',
};

/** An approved draft is still submitted, and waits for who publishes. */
export function stateOf(draft: Draft): { label: string; tone: Tone | null } {
  return draft.approved ? { label: '已批准，待发布', tone: 'good' } : stateWords[draft.state];
}
