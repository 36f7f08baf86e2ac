// The parts of a model that integrity rules speak of, and what a rule may ask of each: the names behind `it.` in a rule's expressions.
import type { EntityShape, MemberShape, Scope } from '../expressions/scope.ts';
import type { ExprType } from '../expressions/tree.ts';
import type { PartKind } from './part_names.ts';

export interface PartMember {
  type: ExprType;
  doc: string;
}

const text = (doc: string): PartMember => ({ type: 'text', doc });
const yes = (doc: string): PartMember => ({ type: 'boolean', doc });
const number = (doc: string): PartMember => ({ type: 'integer', doc });
const texts = (doc: string): PartMember => ({ type: 'set:text', doc });
const one = (kind: PartKind, doc: string): PartMember => ({ type: `ref:${kind}`, doc });
const many = (kind: PartKind, doc: string): PartMember => ({ type: `set:ref:${kind}`, doc });

const named = {
  name: text('Its name; of documents qualified, `food.operator`.'),
  label: text('What officers call it; what is no fixed text is left out.'),
  package: text('The package, or the bureau, that declares it.'),
  own: yes('It is the bureau’s own.'),
};

/** What may be asked of a part, by its kind. */
export const parts: Record<PartKind, { doc: string; members: Record<string, PartMember> }> = {
  entity: {
    doc: 'An entity.',
    members: {
      ...named,
      kept: text('`tenant`, `city` or `platform`.'),
      plays: text('The part of the platform that it plays; empty for most.'),
      source: text('Rows of the platform that it stands over; empty for an entity with a table of its own.'),
      tree: yes('Its records form a tree.'),
      history: yes('What was changed can be read (`history: full`).'),
      large: yes('Kept in a table of parts.'),
      retained: yes('It says how long a record is kept.'),
      seeded: yes('Rows of it come with a package.'),
      in_menu: yes('A menu opens a list of it, one that a document wrote.'),
      pointed_at: number('Refs of other entities that point at it.'),
      worked_on: yes('A flow, a checklist, a rule or another document of work is about it.'),
      fields: many('field', 'Its fields.'),
      grants: many('grant', 'What roles grant on it.'),
      forms: many('form', 'Its forms.'),
      views: many('view', 'Its lists and details.'),
      filters: many('filter', 'Its named filters.'),
    },
  },
  field: {
    doc: 'A field of an entity.',
    members: {
      ...named,
      type: text('Its type.'),
      entity: one('entity', 'The entity.'),
      list: one('list', 'Its code list.'),
      required: yes('Always required.'),
      unique: yes('Unique.'),
      indexed: yes('Found quickly: indexed, unique or a ref.'),
      searchable: yes('Search looks into it, or into what its mask shows.'),
      computed: yes('Computed.'),
      defaulted: yes('It has a default.'),
      drawn: yes('The server draws its value.'),
      personal: text('`basic`, `sensitive` or nothing.'),
      about_people: yes('Its type holds what is said of a person: a name, an identity number.'),
      mask: text('The mask that it names itself.'),
      retained: yes('It says how long its value is kept.'),
      in_form: yes('A form of the entity asks for it.'),
      in_view: yes('A list or a detail shows it.'),
      read: yes('An expression reads it.'),
      namesakes: number('Other fields of the entity with this label.'),
    },
  },
  list: {
    doc: 'A code list.',
    members: {
      ...named,
      standard: text('The standard it carries, or `own`.'),
      tree: yes('Its codes form a tree.'),
      codes: number('Codes that may be chosen.'),
      retired: number('Codes that are retired.'),
      uses: number('Fields, documents and lists that use it.'),
      namesakes: texts('Labels that several codes with one parent have.'),
    },
  },
  form: {
    doc: 'A form that a document wrote.',
    members: {
      ...named,
      entity: one('entity', 'The entity.'),
      used: yes('A list, a detail or a step of a flow opens it.'),
      lacks: texts('Labels of required fields without a default that it does not ask for.'),
    },
  },
  view: {
    doc: 'A list or a detail that a document wrote.',
    members: {
      ...named,
      type: text('`list` or `detail`.'),
      entity: one('entity', 'The entity.'),
      opened: yes('A menu, a list or the entity itself opens it.'),
      columns: number('Columns of a list.'),
      slow_sort: text('Label of the field that it sorts by first, where that field is not indexed.'),
    },
  },
  item: {
    doc: 'An entry of a menu.',
    members: {
      ...named,
      entity: one('entity', 'The entity of the list that it opens.'),
      namesakes: number('Other entries of that menu with this label.'),
    },
  },
  role: {
    doc: 'A role.',
    members: {
      ...named,
      grants: many('grant', 'What it grants, by entity.'),
      namesakes: number('Other roles with this label.'),
      holders: number('People who hold it today; empty where nobody looked, as on the command line.'),
    },
  },
  grant: {
    doc: 'What one role grants on one entity.',
    members: {
      ...named,
      role: one('role', 'The role.'),
      entity: one('entity', 'The entity.'),
      reads: yes('It reads.'),
      reads_all: yes('It reads every record of the bureau.'),
      creates: yes('It creates.'),
      updates: yes('It changes.'),
      updates_all: yes('It changes every record that there is.'),
      deletes: yes('It deletes.'),
      restores: yes('It restores.'),
      imports: yes('It imports.'),
      exports: yes('It exports.'),
      history: yes('It reads who changed what.'),
      across: yes('It reaches the records of the counties below.'),
      reveals: texts('Fields that it reveals.'),
      hides: texts('Fields that it hides.'),
      finds: texts('Fields by which it looks up.'),
      reveals_hidden: texts('Labels of fields that it both reveals and hides.'),
      updates_hidden: texts('Labels of fields that it lets change and hides.'),
      sensitive_shown: texts('Labels of sensitive fields that it neither hides, nor reveals, nor finds by.'),
      sensitive_left: texts('Labels of sensitive fields that it does not hide.'),
      slow_scope: yes('Its read scope reads no field that is indexed.'),
    },
  },
  filter: {
    doc: 'A named filter of an entity.',
    members: {
      ...named,
      entity: one('entity', 'The entity.'),
      used: yes('It has a label of its own, or some document names it.'),
    },
  },
  check: {
    doc: 'A check of an entity.',
    members: {
      ...named,
      entity: one('entity', 'The entity.'),
      level: text('`refuse`, `warn`, `explain` or `quarantine`.'),
      placed: yes('It says which field shows the fault.'),
    },
  },
  setting: {
    doc: 'A setting of a package.',
    members: {
      ...named,
      used: yes('An expression reads it.'),
      set: yes('The bureau set it.'),
    },
  },
  patch: {
    doc: 'A patch: a document that changes another package’s document.',
    members: {
      ...named,
      of: text('The document that it changes: `Entity food.operator`.'),
      base: text('The version that it was written against.'),
      current: text('The version of that package that is there.'),
    },
  },
};

/** Whether a text names a kind of part. */
export function isPartKind(name: string): name is PartKind {
  return Object.hasOwn(parts, name);
}

/** The scope of a rule's expressions: `it` is the part. */
export function partScope(kind: PartKind): Scope {
  return {
    roots: { it: kind },
    entity: (name) => (isPartKind(name) ? shapes.get(name) : undefined),
    list: () => undefined,
    row: () => undefined,
    package: '',
    bareFilters: false,
  };
}

const shapes = new Map(
  Object.entries(parts).map(([name, { doc, members }]): [string, EntityShape] => {
    const known = new Map(Object.entries(members).map(([member, { type }]) => [member, memberShape(member, type)]));
    return [
      name,
      {
        name,
        label: doc,
        member: (member) => known.get(member),
        memberNames: () => [...known.keys()],
      },
    ];
  }),
);

function memberShape(name: string, type: ExprType): MemberShape {
  // Parts behind a part are walked like an inverse side; which field points back is never asked.
  return type.startsWith('set:ref:') ? { name, type, kind: 'back', via: 'it' } : { name, type, kind: 'field' };
}
