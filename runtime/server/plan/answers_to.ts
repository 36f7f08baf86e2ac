// The two answers to "was it renamed?" as changes of the document in which the new field is written: `was: [old]`, or `new: true`.
import type { Model, PackageSource, RenameQuestion } from '@shijian/kernel';
import type { PlanOption } from './plan.ts';

/** Only what the bureau wrote itself can be answered by it; a package says `was` in its own documents. */
export function answersTo(question: RenameQuestion, after: Model, source: PackageSource): PlanOption[] {
  const entity = after.entities[question.entity];
  return question.come.flatMap((name): PlanOption[] => {
    const field = entity?.fields.find((candidate) => candidate.name === name);
    const file = field && source.files.find(({ path }) => path === field.origin.path);
    if (!field || !file) return [];
    const answer = (code: string, label: string, entry: [string, string]): PlanOption[] => {
      const text = withKey(file.path, file.text, field.origin.line, name, entry);
      return text === null ? [] : [{ code, label, changes: [{ path: file.path, text }] }];
    };
    return [
      ...answer('renamed', `“${field.label}”由 ${question.gone} 改名而来，保留数据`, ['was', `[${question.gone}]`]),
      ...answer('new', `“${field.label}”是新字段`, ['new', 'true']),
    ];
  });
}

/** The text with one key more in the map of that name on that line; null where it is written in a way that is left to people. */
function withKey(
  path: string,
  text: string,
  line: number,
  name: string,
  [key, value]: [string, string],
): string | null {
  if (path.endsWith('.json')) return null;
  const lines = text.split('\n');
  const written = lines[line - 1];
  if (written === undefined) return null;
  const flow = new RegExp(`((?:^|[\\s{,."'\\]])${name}["']?\\s*:\\s*\\{)`).exec(written);
  if (flow) {
    const at = flow.index + flow[0].length;
    lines[line - 1] = `${written.slice(0, at)} ${key}: ${value},${written.slice(at)}`;
    return lines.join('\n');
  }
  const indent = new RegExp(`^(\\s*)(?:\\S*\\.)?${name}\\s*:\\s*(?:#.*)?$`).exec(written)?.[1];
  const below = /^(\s+)\S/.exec(lines[line] ?? '')?.[1];
  if (indent === undefined || below === undefined || below.length <= indent.length) return null;
  lines.splice(line, 0, `${below}${key}: ${value}`);
  return lines.join('\n');
}
