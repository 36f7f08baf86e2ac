// A refused write → the problem an officer reads, all its faults at once.
import { recordMessages, renderTemplate } from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { entryOf } from '../revisions/tenants.ts';
import { accessOf, isReadInClear, toldTo, type Access } from './access.ts';
import type { Desk } from './desk.ts';
import { envOf } from './evaluation.ts';
import { marksOf, type Mark } from './faults.ts';
import { noFile } from '../files/attach.ts';
import { fetchRecord } from './read_record.ts';
import { claimsOf, rowView, ruleOf, type Stored } from './row_values.ts';
import { WHOLE } from './project.ts';
import { ruleProblem } from '../sources/people_rules.ts';
import type { Scene } from './scene.ts';

/** The error to throw for what the database refused; errors of another kind come back as they are. */
export async function refusal(
  desk: Desk,
  scene: Scene,
  access: Access,
  error: unknown,
  image: Stored,
): Promise<unknown> {
  const marks = marksOf(error);
  if (!marks) return error;
  const rule = marks.find((mark) => mark.kind === 'rule');
  if (rule) return ruleProblem(rule.code);
  if (marks.some((mark) => mark.kind === 'stale'))
    return new Problem(412, 'E_MATCH_STALE', '这条记录刚被别人改过，请刷新后再保存');
  if (marks.some((mark) => mark.kind === 'scope')) {
    return new Problem(
      403,
      'E_ROW_OUTSIDE',
      `这样保存后，这条${access.entity.label}就不在您的管辖范围内了，请检查所属单位等内容`,
    );
  }
  const faults = await Promise.all(marks.map((mark) => faultOf(desk, scene, access, mark, image)));
  if (marks.every((mark) => mark.kind === 'key'))
    return new Problem(409, 'E_KEY_TAKEN', faults[0]!.message, { faults });
  return new Problem(422, 'E_RECORD_INVALID', `有 ${faults.length} 处需要修改`, { faults });
}

async function faultOf(desk: Desk, scene: Scene, access: Access, mark: Mark, image: Stored): Promise<Fault> {
  if (mark.kind === 'key') return takenFault(desk, scene, access, mark.rule, image);
  if (mark.kind === 'file') return noFile(mark.field, null);
  if (mark.kind === 'check') {
    const check = access.entity.checks.find((candidate) => candidate.name === mark.name);
    const told = toldTo(scene.state, scene.actor.roles, check?.message ?? [{ text: mark.name }]);
    const message = mark.message ?? renderTemplate(told, envOf(scene, { record: rowView(image) }));
    const fault: Fault = {
      code: 'E_CHECK',
      path: check?.at ?? '',
      value: check?.at ? shown(access, check.at, image) : null,
      message,
    };
    if (check?.level !== 'explain') return fault;
    return { ...fault, code: 'E_CHECK_EXPLAIN', check: check.name, remedy: recordMessages.E_CHECK_EXPLAIN.zh.remedy };
  }
  const name = mark.kind === 'ref' ? mark.field : '';
  const label = access.entity.fields.find((field) => field.name === name)?.label ?? name;
  return {
    code: 'E_REF_NONE',
    path: name,
    value: image[name] ?? null,
    message: `“${label}”选的记录不存在、已删除或不能选，请重新选择`,
  };
}

async function takenFault(
  desk: Desk,
  scene: Scene,
  access: Access,
  rule: string,
  image: Stored,
): Promise<Fault & Record<string, unknown>> {
  const { entity } = access;
  const key = entity.keys.find((candidate) => ruleOf(entity, candidate) === rule);
  const path = key?.fields[0] ?? '';
  const found = await findHolder(desk, scene, access, rule, image);
  const label = key?.label ?? path;
  // Held by nobody here, so by another bureau; which one is nobody's business.
  if (found === 'none' && key && key.across !== 'tenant') {
    return {
      code: 'E_KEY_ELSEWHERE',
      path,
      value: shown(access, path, image),
      message: `${key.across === 'city' ? '本市' : ''}其他单位已有相同${label}的${entity.label}`,
      remedy: '请核对后再保存；确属本单位管理的，请与上级单位联系',
    };
  }
  // Who may not look for a record by a masked value is told that it is taken, not by whom.
  const named = key?.fields.every((name) => isReadInClear(access, name) || access.find.has(name)) === true;
  const holder = typeof found === 'object' && named ? found : null;
  const fault: Fault & Record<string, unknown> = {
    code: 'E_KEY_TAKEN',
    path,
    value: shown(access, path, image),
    message: `已有相同${label}的${entity.label}${holder ? `“${holder.title}”` : ''}`,
    remedy: holder ? '可以打开它，或改正后再保存' : '请核对后再保存',
  };

  if (holder) fault.record = { entity: entity.name, id: holder.id, title: holder.title };
  return fault;
}

/** The record that holds the key; 'hidden' when this actor may not see it, 'none' when no record of the bureau does. */
async function findHolder(
  desk: Desk,
  scene: Scene,
  access: Access,
  rule: string,
  image: Stored,
): Promise<{ id: string; title: string } | 'hidden' | 'none'> {
  const claim = claimsOf(access.entity, image, envOf(scene, { record: rowView(image) }), desk.seal).find(
    (candidate) => candidate.rule === rule,
  );
  if (!claim) return 'hidden';
  const [row] = await desk.database.read(entryOf(scene.state), {
    text: 'select record::text as id from platform.claim where tenant_id = $1::int4 and rule = $2::text and key = $3::text',
    values: [scene.state.id, claim.rule, claim.key],
  });
  if (!row) return 'none';
  const own = accessOf(scene.state, scene.actor.roles, access.entity.name);
  if (!own) return 'hidden';
  try {
    const { body } = await fetchRecord(desk, scene, own, row.id!, { ...WHOLE, fields: [] }, 'live');
    return { id: row.id!, title: (JSON.parse(body) as { _title: string })._title };
  } catch (error) {
    if (error instanceof Problem) return 'hidden';
    throw error;
  }
}

/** A value in an error, never one that leaves masked. */
function shown(access: Access, name: string, image: Stored): unknown {
  const field = access.entity.fields.find((candidate) => candidate.name === name);
  return field && !field.personal && !access.hidden.has(name) ? (image[name] ?? null) : null;
}
