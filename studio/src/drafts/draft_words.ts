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
  upgrade: '业务包换版本',
  rollback: '回退',
  files: '磁盘文件',
  role: '调整角色',
};

const actWords: Record<string, string> = {
  install: '启用业务包',
  upgrade: '升级业务包',
  downgrade: '业务包换回旧版本',
  remove: '停用业务包',
};

/** What sort of change it is; of a package, what is done with it. */
export function kindOf({ kind, detail }: Pick<Draft, 'kind' | 'detail'>): string {
  const act = detail['act'];
  return (kind === 'upgrade' && typeof act === 'string' ? actWords[act] : undefined) ?? kindWords[kind];
}

/** Still to be decided or published. */
export function isUnfinished({ state }: Pick<Draft, 'state'>): boolean {
  return state === 'open' || state === 'submitted' || state === 'rejected';
}

/** An approved draft is still submitted, and waits for who publishes. */
export function stateOf(draft: Draft): { label: string; tone: Tone | null } {
  return draft.approved ? { label: '已批准，待发布', tone: 'good' } : stateWords[draft.state];
}
