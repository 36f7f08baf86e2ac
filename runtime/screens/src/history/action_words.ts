// What was done to a record, in a word and a tone.
import type { HistoryItem } from '../client/index.ts';
import type { Tone } from '../parts/Chip.tsx';

interface Words {
  label: string;
  tone: Tone | null;
}

const known: Record<string, Words> = {
  create: { label: '新建', tone: 'good' },
  update: { label: '修改', tone: 'info' },
  delete: { label: '删除', tone: 'bad' },
  restore: { label: '恢复', tone: 'warn' },
  import: { label: '导入', tone: 'good' },
  reveal: { label: '查看', tone: 'warn' },
  explain: { label: '查看权限', tone: null },
  act: { label: '操作', tone: 'info' },
  retain: { label: '到期清理', tone: 'warn' },
  password: { label: '发放密码', tone: 'warn' },
  hand_over: { label: '移交', tone: 'warn' },
  decide: { label: '审核', tone: 'info' },
  role: { label: '改角色', tone: 'warn' },
};

/** An act that these screens do not know is called what the model calls it. */
export function wordsOf(item: Pick<HistoryItem, 'action' | 'label'>): Words {
  return (Object.hasOwn(known, item.action) ? known[item.action] : undefined) ?? { label: item.label, tone: null };
}
