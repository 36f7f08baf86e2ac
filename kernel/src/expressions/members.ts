// The fixed members of actor and tenant (answers.md, "Who may"). What their refs point at is the scope's knowledge.
import type { Scope } from './scope.ts';
import type { ExprType } from './tree.ts';

const actor: Record<string, ExprType> = {
  user: 'text',
  person: 'text',
  kind: 'text',
  tenant: 'text',
  org: 'text',
  station: 'text',
  orgs: 'set:text',
  county: 'text',
  subject: 'text',
  roles: 'set:text',
};

const tenant: Record<string, ExprType> = {
  name: 'text',
  label: 'text',
  parent: 'text',
  region: 'text',
  time_zone: 'text',
};

/** Names that may follow `actor.` and `tenant.`, in the order of the reference. */
export const actorMembers: readonly string[] = Object.keys(actor);
export const tenantMembers: readonly string[] = Object.keys(tenant);

/** Type of `actor.<name>` or `tenant.<name>`; undefined for an unknown name. */
export function fixedMember(root: 'actor' | 'tenant', name: string, scope: Scope): ExprType | undefined {
  const known = root === 'actor' ? actor : tenant;
  if (!Object.hasOwn(known, name)) return undefined;
  return (root === 'actor' ? scope.actorType?.(name) : undefined) ?? known[name];
}
