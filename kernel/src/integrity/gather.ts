// The parts of a model with all that rules may ask of them. A form or view that no document wrote is no part: nobody can correct it.
import type { EntityModel } from '../model.ts';
import { child, entriesAt, scalarAt, textAt } from '../parse/node.ts';
import { qualified } from '../validate/names.ts';
import { fieldParts } from './gather_fields.ts';
import { namedValues, packageOf } from './gathering.ts';
import type { Gathering } from './gathering.ts';
import { grantParts } from './gather_grants.ts';
import { screenParts } from './gather_screens.ts';
import { Part } from './part.ts';
import type { PartKind } from './part_names.ts';
import { usageOf } from './usage.ts';

/** Parts by kind, in the order of the documents. */
export type Parts = Record<PartKind, Part[]>;

export function gatherParts(input: Omit<Gathering, 'usage' | 'find'>): Parts {
  const byName = new Map<string, Part>();
  const gathering: Gathering = {
    ...input,
    usage: usageOf(input.model, input.documents.values()),
    find: (kind, name) => byName.get(`${kind} ${name}`),
  };
  const { model } = input;
  const entities = Object.values(model.entities);
  const fields = entities.flatMap((entity) => fieldParts(gathering, entity));
  const grants = grantParts(gathering);
  const { forms, views, items } = screenParts(gathering);
  const filters = entities.flatMap((entity) => filterParts(gathering, entity));
  const related = { fields, grants, forms, views, filters };
  const parts: Parts = {
    entity: entities.map((entity) => entityPart(gathering, entity, related)),
    field: fields,
    list: listParts(gathering),
    form: forms,
    view: views,
    item: items,
    role: roleParts(gathering, grants),
    grant: grants,
    filter: filters,
    check: entities.flatMap((entity) => checkParts(gathering, entity)),
    setting: settingParts(gathering),
    patch: patchParts(gathering),
  };
  for (const kind of ['entity', 'list', 'role'] as const)
    for (const part of parts[kind]) byName.set(`${kind} ${String(part.get('name'))}`, part);
  return parts;
}

function entityPart(
  gathering: Gathering,
  entity: EntityModel,
  related: Record<'fields' | 'grants' | 'forms' | 'views' | 'filters', Part[]>,
): Part {
  const { model, usage } = gathering;
  const refs = Object.values(model.entities)
    .filter((other) => other !== entity)
    .flatMap(({ fields }) => fields.flatMap((field) => [field, ...field.fields]));
  const opened = model.menus.flatMap((menu) =>
    gathering.documents.has(`Menu ${menu.name}`) ? menu.items.map((item) => model.views[item.view]?.of) : [],
  );
  const whose = (key: keyof typeof related) => (): Part[] =>
    related[key].filter((part) => part.follow('entity')?.get('name') === entity.name);
  return new Part(
    { kind: 'entity', document: `Entity ${entity.name}` },
    {
      ...namedValues(gathering, entity.name, entity.label, entity.package),
      kept: entity.kept,
      plays: entity.plays,
      source: entity.source,
      tree: entity.tree !== null,
      history: entity.history === 'full',
      large: entity.large,
      retained: entity.retain !== null,
      seeded: model.records.some(({ of }) => of === entity.name),
      in_menu: opened.includes(entity.name),
      pointed_at: refs.filter(({ to }) => to.includes(entity.name)).length,
      worked_on: usage.work.has(entity.name),
    },
    {},
    {
      fields: whose('fields'),
      grants: whose('grants'),
      forms: whose('forms'),
      views: whose('views'),
      filters: whose('filters'),
    },
  );
}

function filterParts(gathering: Gathering, entity: EntityModel): Part[] {
  return Object.entries(entity.filters).map(
    ([name, { label }]) =>
      new Part(
        { kind: 'filter', document: `Entity ${entity.name}`, address: ['filters', name] },
        {
          ...namedValues(gathering, name, label ?? name, entity.package),
          used: label !== null || gathering.usage.words.has(name),
        },
        { entity: () => gathering.find('entity', entity.name) },
      ),
  );
}

function checkParts(gathering: Gathering, entity: EntityModel): Part[] {
  return entity.checks.map(
    ({ name, level, at }) =>
      new Part(
        { kind: 'check', document: `Entity ${entity.name}`, address: ['checks', name] },
        { ...namedValues(gathering, name, name, entity.package), level, placed: at !== null },
        { entity: () => gathering.find('entity', entity.name) },
      ),
  );
}

function listParts(gathering: Gathering): Part[] {
  return Object.values(gathering.model.lists).map((list) => {
    const open = list.codes.filter(({ retired }) => !retired);
    const shared = [...Map.groupBy(open, ({ parent, label }) => `${parent ?? ''}\n${label}`).values()];
    return new Part(
      { kind: 'list', document: `CodeList ${list.name}` },
      {
        ...namedValues(gathering, list.name, list.label, packageOf(list.name)),
        standard: list.standard,
        tree: list.tree,
        codes: open.length,
        retired: list.codes.length - open.length,
        uses: gathering.usage.lists.get(list.name) ?? 0,
        namesakes: shared.flatMap((codes) => (codes.length > 1 ? [codes[0]?.label ?? ''] : [])),
      },
    );
  });
}

function roleParts(gathering: Gathering, grants: Part[]): Part[] {
  const roles = Object.values(gathering.model.roles);
  const { holders } = gathering.live;
  return roles.map(
    (role) =>
      new Part(
        { kind: 'role', document: `Role ${role.name}` },
        {
          ...namedValues(gathering, role.name, role.label, packageOf(role.name)),
          namesakes: roles.filter(({ label }) => label === role.label).length - 1,
          holders: holders ? (holders.get(role.name) ?? 0) : null,
        },
        {},
        { grants: () => grants.filter((grant) => grant.document === `Role ${role.name}`) },
      ),
  );
}

function settingParts(gathering: Gathering): Part[] {
  const { packages, tenant, usage } = gathering;
  const set = new Set(entriesAt(tenant?.manifest?.node, 'settings').map(({ key }) => key));
  return packages.flatMap(({ name, manifest }) =>
    entriesAt(manifest?.node, 'settings').map(({ key, value }) => {
      const full = `${name}.${key}`;
      return new Part(
        { kind: 'setting', document: `Plugin ${name}`, address: ['settings', key] },
        {
          ...namedValues(gathering, full, textAt(value, 'label') ?? key, name),
          used: usage.settings.has(full),
          set: set.has(full),
        },
      );
    }),
  );
}

function patchParts(gathering: Gathering): Part[] {
  const { packages, tenant } = gathering;
  const layers = tenant ? [...packages, tenant] : packages;
  return layers.flatMap((layer) =>
    layer.patches.flatMap((patch) => {
      const [kind = '', written = ''] = (textAt(patch.node, 'of') ?? '').split(/\s+/);
      const of = qualified(written, layer.name);
      const owner = packages.find(({ name }) => name === packageOf(of));
      const base = scalarAt(child(patch.node, 'base') ? patch.node : undefined, 'base');
      return [
        new Part(
          { kind: 'patch', document: `Patch ${patch.source.path}` },
          {
            ...namedValues(gathering, patch.source.path, `${kind} ${of}`, layer.name),
            of: `${kind} ${of}`,
            base: typeof base?.value === 'string' ? base.value : null,
            current: owner && owner.name !== layer.name ? `${owner.name}@${owner.version}` : null,
          },
        ),
      ];
    }),
  );
}
