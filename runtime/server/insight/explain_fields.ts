// How each field of an entity reaches a person: in clear, masked, or not at all, and which role is why.
import type { EntityModel, FieldModel, GrantModel } from '@shijian/kernel';
import { isMasked, isOverClear, type Access } from '../records/access.ts';
import type { TenantState } from '../revisions/tenants.ts';

export interface ExplainedField {
  name: string;
  label: string;
  shown: 'clear' | 'masked' | 'hidden';
  why: string;
  /** Roles that decided. */
  roles: string[];
  /** May be seen in clear on record; may be looked up by; may be changed, in records that he may change. */
  reveal: boolean;
  find: boolean;
  update: boolean;
}

/** @param access null when he reads nothing of the entity */
export function explainFields(
  state: TenantState,
  entity: EntityModel,
  access: Access | null,
  roles: readonly string[],
  granted: readonly { role: string; grant: GrantModel }[],
): ExplainedField[] {
  const label = (role: string): string => state.model.roles[role]?.label ?? role;
  return entity.fields.map((field) => {
    const hiding = granted.flatMap(({ role, grant }) => (grant.read && grant.hide.includes(field.name) ? [role] : []));
    const revealing = granted.flatMap(({ role, grant }) => (grant.reveal.includes(field.name) ? [role] : []));
    const { shown, why } = shownOf(state, field, access, roles, hiding.map(label), revealing.map(label));
    const visible = shown !== 'hidden' && access !== null;
    return {
      name: field.name,
      label: field.label,
      shown,
      why,
      roles: shown === 'hidden' ? hiding : revealing,
      reveal: visible && revealing.length > 0,
      find: visible && access.find.has(field.name),
      update:
        visible && field.as === null && access.updates.some(({ fields }) => fields === null || fields.has(field.name)),
    };
  });
}

function shownOf(
  state: TenantState,
  field: FieldModel,
  access: Access | null,
  roles: readonly string[],
  hiding: readonly string[],
  revealing: readonly string[],
): Pick<ExplainedField, 'shown' | 'why'> {
  const names = (some: readonly string[]): string => some.map((one) => `“${one}”`).join('、');
  if (!access) return { shown: 'hidden', why: '没有角色允许查看这类记录。' };
  if (hiding.length > 0) return { shown: 'hidden', why: `角色${names(hiding)}隐藏了这一项；任一角色隐藏即不显示。` };
  if (field.value && !isOverClear(state, roles, field.value))
    return { shown: 'hidden', why: '由看不到明文的内容算出，所以不显示。' };
  if (!isMasked(field)) return { shown: 'clear', why: '' };
  const kind = field.personal === 'sensitive' ? '敏感个人信息' : '个人信息';
  return {
    shown: 'masked',
    why:
      revealing.length > 0
        ? `${kind}，脱敏显示；角色${names(revealing)}可以说明原因后查看明文，并留下记录。`
        : `${kind}，脱敏显示；没有角色允许查看明文。`,
  };
}
