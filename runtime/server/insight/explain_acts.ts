// What each role of a person lets him do with an entity, and with one record of it: which role decided, and by which condition.
import { originOf, type CompileInput, type Expr, type GrantModel, type Place } from '@shijian/kernel';
import { grantsOf, isAlways } from '../records/access.ts';
import type { TenantState } from '../revisions/tenants.ts';
import { scopeParts, type ScopePart, type Truth, type Truths } from './explain_scope.ts';

export interface ExplainedAct {
  act: string;
  label: string;
  /** `depends`: it hangs on the record, and none was named. `withheld`: see Truth. */
  verdict: 'yes' | 'no' | 'depends' | 'withheld';
  /** One sentence. */
  why: string;
  /** Every role of the person that grants it at all. */
  by: {
    role: string;
    label: string;
    verdict: ExplainedAct['verdict'];
    scope: ScopePart | null;
    origin: Place | null;
  }[];
}

interface Act {
  act: string;
  label: string;
  /** Row scope, true for an act that has none beside reading, null where it is not granted. */
  scope(grant: GrantModel): Expr | true | null;
  /** Where the document says it. */
  key: string;
}

const ACTS: readonly Act[] = [
  { act: 'read', label: '查看', key: 'read', scope: (grant) => grant.read },
  { act: 'create', label: '新建', key: 'create', scope: (grant) => grant.create },
  { act: 'update', label: '修改', key: 'update', scope: (grant) => grant.update?.where ?? null },
  { act: 'delete', label: '删除', key: 'delete', scope: (grant) => grant.delete },
  { act: 'restore', label: '恢复', key: 'restore', scope: (grant) => grant.restore },
  { act: 'history', label: '看变更记录', key: 'history', scope: (grant) => grant.history || null },
  { act: 'export', label: '导出', key: 'export', scope: (grant) => grant.export || null },
  { act: 'import', label: '导入', key: 'import', scope: (grant) => grant.import || null },
];

/** Acts on a record that is there. */
const BESIDE = new Set(['update', 'delete', 'restore', 'history']);

/** Row scopes that the acts on a record hang on. */
export function scopesOf(grants: readonly GrantModel[]): Expr[] {
  return ACTS.flatMap((act) =>
    grants.flatMap((grant) => {
      const scope = act.scope(grant);
      return scope === null || scope === true ? [] : [scope];
    }),
  );
}

/** Grants of each role on an entity, as they count in this bureau. */
export function grantsByRole(
  state: TenantState,
  roles: readonly string[],
  entity: string,
): { role: string; grant: GrantModel }[] {
  return roles.flatMap((role) => grantsOf(state, [role], entity).map((grant) => ({ role, grant })));
}

/**
 * @param truths null where no record was named
 * @param kept false where the records are kept above: then nothing of them is written here
 */
export function explainActs(
  state: TenantState,
  input: CompileInput,
  roles: readonly string[],
  entityName: string,
  truths: Truths | null,
  kept: boolean,
): ExplainedAct[] {
  const entity = state.model.entities[entityName]!;
  const granted = grantsByRole(state, roles, entityName);
  const acts = ACTS.map(({ act, label, scope, key }): ExplainedAct => {
    const by = granted.flatMap(({ role, grant }) => {
      const of = scope(grant);
      if (of === null) return [];
      const parts = of === true ? null : scopeParts(state.model, entity, of, truths ?? (() => null));
      return [
        {
          role,
          label: state.model.roles[role]?.label ?? role,
          verdict: of === true || isAlways(of) ? ('yes' as const) : verdictOf(parts!.value),
          scope: parts,
          origin: grantOrigin(input, role, entityName, key),
        },
      ];
    });
    return { act, label, by, ...settle(by, label) };
  });
  const read = acts[0]!.verdict;
  return acts.map((one) => {
    if (!kept && one.act !== 'read' && one.act !== 'export')
      return { ...one, verdict: 'no', why: '这类记录由上级单位维护，本单位只能查看。' };
    // Whoever may not see a record may do nothing with it.
    if (one.act !== 'read' && one.verdict !== 'no' && read === 'no')
      return { ...one, verdict: 'no', why: `看不到，所以也不能${one.label}。` };
    // On what he sees or not everything else hangs, but for making a record.
    if (BESIDE.has(one.act) && one.verdict === 'yes' && read !== 'yes')
      return { ...one, verdict: read, why: `${one.why}前提是看得到这条记录。` };
    return one;
  });
}

function verdictOf(value: Truth): ExplainedAct['verdict'] {
  if (value === null) return 'depends';
  if (value === 'withheld') return 'withheld';
  return value === 'true' ? 'yes' : 'no';
}

function settle(by: ExplainedAct['by'], label: string): Pick<ExplainedAct, 'verdict' | 'why'> {
  if (by.length === 0) return { verdict: 'no', why: `没有角色授予“${label}”。` };
  const of = (verdict: ExplainedAct['verdict']) => by.filter((one) => one.verdict === verdict);
  const names = (some: ExplainedAct['by']): string => some.map((one) => `“${one.label}”`).join('、');
  const [yes, depends, withheld] = [of('yes'), of('depends'), of('withheld')];
  if (yes.length > 0) {
    const scope = yes[0]!.scope;
    return { verdict: 'yes', why: `角色${names(yes)}允许${label}${scope ? `：${scope.words}` : ''}。` };
  }
  if (withheld.length > 0)
    return { verdict: 'withheld', why: `要看角色${names(withheld)}的条件，其中用到您无权查看的内容，不显示结果。` };
  if (depends.length > 0)
    return {
      verdict: 'depends',
      why: `角色${names(depends)}允许${label}符合条件的记录：${depends[0]!.scope!.words}。`,
    };
  return { verdict: 'no', why: `角色${names(by)}允许${label}的范围不包括这条记录：${by[0]!.scope!.words}。` };
}

/** A grant may be written under the bare name of an entity of its own package. */
function grantOrigin(input: CompileInput, role: string, entity: string, key: string): Place | null {
  const bare = entity.slice(entity.indexOf('.') + 1);
  for (const name of [`grants[${entity}]`, `grants[${bare}]`])
    for (const address of [`${name}.${key}`, name]) {
      const place = originOf(input, `Role ${role}`, address);
      if (place) return place;
    }
  return null;
}
