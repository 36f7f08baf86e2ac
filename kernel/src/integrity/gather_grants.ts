// What roles grant, as parts.
import { readsOf } from '../expressions/walk.ts';
import type { Expr } from '../expressions/tree.ts';
import { isIndexed } from '../field_types/index.ts';
import type { EntityModel, GrantModel, RoleModel } from '../model.ts';
import { namedValues, packageOf } from './gathering.ts';
import type { Gathering } from './gathering.ts';
import { Part } from './part.ts';

export function grantParts(gathering: Gathering): Part[] {
  const { entities, roles } = gathering.model;
  return Object.values(roles).flatMap((role) =>
    Object.entries(role.grants).flatMap(([name, grant]) => {
      const entity = entities[name];
      return entity ? [grantPart(gathering, role, entity, grant)] : [];
    }),
  );
}

function grantPart(gathering: Gathering, role: RoleModel, entity: EntityModel, grant: GrantModel): Part {
  const label = (name: string): string => entity.fields.find((field) => field.name === name)?.label ?? name;
  const labels = (names: readonly string[]): string[] => names.map(label);
  const sensitive = entity.fields.filter(({ personal }) => personal === 'sensitive').map(({ name }) => name);
  const left = sensitive.filter((name) => !grant.hide.includes(name));
  const used = new Set([...grant.reveal, ...grant.find]);
  return new Part(
    { kind: 'grant', document: `Role ${role.name}`, address: ['grants', entity.name] },
    {
      ...namedValues(gathering, entity.name, entity.label, packageOf(role.name)),
      reads: grant.read !== null,
      reads_all: grant.read !== null && isAll(grant.read),
      creates: grant.create !== null,
      updates: grant.update !== null,
      updates_all: grant.update !== null && isAll(grant.update.where),
      deletes: grant.delete !== null,
      restores: grant.restore !== null,
      imports: grant.import,
      exports: grant.export,
      history: grant.history,
      across: grant.across !== null,
      reveals: grant.reveal,
      hides: grant.hide,
      finds: grant.find,
      reveals_hidden: labels(grant.reveal.filter((name) => grant.hide.includes(name))),
      updates_hidden: labels(grant.hide.filter((name) => grant.update?.fields?.includes(name) === true)),
      sensitive_shown: labels(left.filter((name) => !used.has(name))),
      sensitive_left: labels(left),
      slow_scope: grant.read !== null && !isAll(grant.read) && !isServed(grant.read, entity),
    },
    {
      role: () => gathering.find('role', role.name),
      entity: () => gathering.find('entity', entity.name),
    },
  );
}

const isAll = (scope: Expr): boolean => scope.op === 'literal' && scope.value === true;

/** Some field of the record itself that the scope reads has an index. */
function isServed(scope: Expr, entity: EntityModel): boolean {
  return readsOf(scope).fields.some(({ entity: of, field: name }) => {
    if (of !== entity.name) return false;
    const field = entity.fields.find((candidate) => candidate.name === name);
    return name === 'id' || (field !== undefined && isIndexed(field));
  });
}
