// What a package brings, counted by kind.
import type { PackageSource } from '@shijian/kernel';
import { kindLabel, kindRank } from '../documents/kind_words.ts';

/** What an admin thinks of as content; the rest is how it is shown. */
const told = ['Entity', 'CodeList', 'Form', 'View', 'Role', 'Rule', 'Workflow', 'Checklist', 'Document', 'Dashboard'];

/** "业务对象 3、代码表 9、角色 5"; empty for a package that is not loaded. */
export function bringsText(source: PackageSource | undefined): string {
  const counts = new Map<string, number>();
  for (const { path, text } of source?.files ?? []) {
    const kind = /\.ya?ml$/.test(path) ? /^kind:\s*(\w+)/m.exec(text)?.[1] : undefined;
    if (kind !== undefined && told.includes(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => kindRank(a) - kindRank(b))
    .map(([kind, count]) => `${kindLabel(kind)} ${count}`)
    .join('、');
}
