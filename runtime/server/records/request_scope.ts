// What a request's own expression may name: the entity's members through the actor's eyes. A field that he reads masked or
// not at all is as unknown to him as one that does not exist.
import { modelScope, type Scope } from '@shijian/kernel';
import type { TenantState } from '../revisions/tenants.ts';
import { accessOf, isMasked, isReadInClear } from './access.ts';

/** Scope of a query filter over `entity` for these roles. */
export function requestScope(state: TenantState, roles: readonly string[], entity: string): Scope {
  const { model } = state;
  return modelScope(model, {
    roots: { record: entity },
    package: model.entities[entity]!.package,
    bareFilters: true,
    forbidden: (name, field) => {
      // Cells of a row: who reads the rows may name them, but for the personal ones.
      const [, owner, rows] = /^row:([^#]+)#(.+)$/.exec(name) ?? [];
      if (owner !== undefined) {
        const cell = model.entities[owner]?.fields
          .find((one) => one.name === rows)
          ?.fields.find((one) => one.name === field);
        return cell !== undefined && isMasked(cell);
      }
      const access = accessOf(state, roles, name);
      if (!access) return true;
      return access.entity.fields.some((candidate) => candidate.name === field) && !isReadInClear(access, field);
    },
  });
}
