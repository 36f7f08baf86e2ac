// Marks that the database gave lines of an import → the faults that an officer reads.
import { renderTemplate } from '@shijian/kernel';
import type { Fault } from '../exceptions/problem.ts';
import { toldTo } from '../records/access.ts';
import { envOf } from '../records/evaluation.ts';
import { rowView, ruleOf } from '../records/row_values.ts';
import type { BadLine, GoodLine, ImportWork } from './import_lines.ts';

/** @param marks by line, as plan_import.ts makes them */
export function lineFaults(
  work: ImportWork,
  lines: readonly GoodLine[],
  marks: ReadonlyMap<number, readonly string[]>,
): BadLine[] {
  return lines.map((line) => ({
    line: line.line,
    faults: (marks.get(line.line) ?? []).map((mark) => faultOf(work, line, mark)),
  }));
}

function faultOf({ scene, access }: ImportWork, { image }: GoodLine, mark: string): Fault {
  const { entity } = access;
  const at = mark.indexOf(':');
  const [kind, rest] = at < 0 ? [mark, ''] : [mark.slice(0, at), mark.slice(at + 1)];
  const shown = (name: string): unknown => {
    const field = access.fields.find((candidate) => candidate.name === name);
    return field && !field.personal ? (image[name] ?? null) : null;
  };
  switch (kind) {
    case 'elsewhere':
    case 'key': {
      const key = entity.keys.find((candidate) => rest === ruleOf(entity, candidate));
      const path = key?.fields[0] ?? '';
      // By which bureau is nobody's business.
      if (kind === 'elsewhere')
        return {
          code: 'E_KEY_ELSEWHERE',
          path,
          value: shown(path),
          message: `${key?.across === 'city' ? '本市' : ''}其他单位已有相同${key?.label ?? ''}的${entity.label}`,
          remedy: '请核对',
        };
      return {
        code: 'E_KEY_TAKEN',
        path,
        value: shown(path),
        message: `已有相同${key?.label ?? ''}的${entity.label}`,
        remedy: '请核对；要修改已有的记录，请选择按它更新',
      };
    }
    case 'ref': {
      const label = entity.fields.find(({ name }) => name === rest)?.label ?? rest;
      return {
        code: 'E_REF_NONE',
        path: rest,
        value: shown(rest),
        message: `“${label}”选的记录不存在、已删除或不能选`,
        remedy: '请填别的记录',
      };
    }
    case 'check': {
      const [name, ...said] = rest.split('\n');
      const check = entity.checks.find((candidate) => candidate.name === name);
      const told = toldTo(scene.state, scene.actor.roles, check?.message ?? [{ text: rest }]);
      return {
        code: check?.level === 'explain' ? 'E_CHECK_EXPLAIN' : 'E_CHECK',
        path: check?.at ?? '',
        value: check?.at ? shown(check.at) : null,
        message: said.length > 0 ? said.join('\n') : renderTemplate(told, envOf(scene, { record: rowView(image) })),
        ...(check?.level === 'explain' ? { remedy: '请在系统里单独填写这一条，并说明原因' } : {}),
      };
    }
    case 'moved':
      return { code: 'E_MATCH_STALE', path: '', value: null, message: '这条记录刚被别人改过，请再导入这一行' };
    case 'outside':
      return { code: 'E_ROW_SCOPE', path: '', value: null, message: `这条${entity.label}不在您可以修改的范围内` };
    default:
      return {
        code: 'E_ROW_OUTSIDE',
        path: '',
        value: null,
        message: `这样保存后，这条${entity.label}就不在您的管辖范围内了，请检查所属单位等内容`,
      };
  }
}
