// Where the meaning of names changes inside the later kinds, by kind and address.
import { actedRows } from './acts.ts';
import { eventNamed, eventsOf } from './events.ts';
import { entityAtKey } from './names.ts';
import { withEntity, withEvent, withInputs, withRoot, withVariables } from './place.ts';
import type { Place } from './place.ts';
import type { Enter } from './walk.ts';
import type { KindName } from '../../kinds/index.ts';
import type { ExprType } from '../../expressions/tree.ts';
import { child, scalarAt, textAt } from '../../parse/node.ts';
import type { Node } from '../../parse/node.ts';
import { qualified } from '../../validate/names.ts';
import { findField, own } from '../context.ts';

/** The entity of `of:` and the parameters are in scope in the whole document. */
const top = (node: Node, place: Place): Place =>
  withInputs(withEntity(place, entityAtKey(node, 'of', place)), node, 'params', '');

/** Below `do`, at any depth of the kind. */
function acts(at: string): Enter {
  return {
    [`${at}.*`]: (node, place) => actedRows(node, place),
  };
}

const reaction = (node: Node, place: Place): Place => {
  const on = child(node, 'on');
  if (!on) return place;
  const name = on.kind === 'scalar' ? on.raw : (textAt(on, 'event') ?? '');
  const events = eventsOf(place.ctx);
  return withEvent(place, events.get(eventNamed(name, on.source.package, events)) ?? null);
};

const refTo = (place: Place, node: Node, key: string): ExprType => `ref:${entityAtKey(node, key, place)?.name ?? ''}`;

const answer = (node: Node, place: Place): Place => {
  const written = child(node, 'answer');
  const type = textAt(written, 'type') ?? 'boolean';
  const list = scalarAt(written, 'list');
  const types: Record<string, ExprType> = {
    integer: 'integer',
    decimal: 'decimal',
    text: 'text',
    date: 'date',
    code: list ? `code:${qualified(list.raw, list.source.package)}` : 'text',
  };
  return withVariables(place, [{ name: 'answer', type: types[type] ?? 'boolean' }]);
};

const checklist = (node: Node, place: Place): Place => {
  const found = top(node, place);
  const item = {
    name: 'item',
    type: 'ref:item' as const,
  };
  const members: Record<string, ExprType> = { code: 'text', section: 'text', severity: 'text', tags: 'set:text' };
  const shape = {
    name: 'item',
    label: 'item',
    member: (name: string) =>
      Object.hasOwn(members, name) ? { name, type: members[name] ?? 'text', kind: 'field' as const } : undefined,
    memberNames: () => Object.keys(members),
  };
  const inspection = entityAtKey(node, 'inspection', place);
  return withVariables(
    { ...found, scope: { ...found.scope, roots: {}, shapes: { ...found.scope.shapes, item: shape } } },
    [
      { name: 'subject', type: refTo(place, node, 'of') },
      item,
      ...(inspection ? [{ name: 'inspection', type: `ref:${inspection.name}` as const }] : []),
    ],
  );
};

/** The candidates of a draw's people, and the names of a pair. */
const people = (node: Node, place: Place): Place => {
  const from = entityAtKey(node, 'from', place);
  return from ? withRoot(place, 'it', from.name) : place;
};

function pair(node: Node, place: Place): Place {
  const from = entityAtKey(child(place.document.node, 'people') ?? node, 'from', place);
  const object = { name: 'object', type: `ref:${place.entity?.name ?? ''}` as const };
  const person = `ref:${from?.name ?? ''}` as const;
  return withVariables(place, [object, { name: 'person', type: person }, { name: 'people', type: `set:${person}` }]);
}

const stream = (node: Node, place: Place): Place => {
  const of = entityAtKey(node, 'of', place);
  const from = entityAtKey(node, 'from', place);
  const found = withEntity(place, of);
  const both = of ? withRoot(found, 'it', of.name) : found;
  return from ? withVariables(both, [{ name: 'from', type: `ref:${from.name}` }]) : both;
};

/** `find` names a field of what the mapped ref points at. */
const mapped = (_node: Node, place: Place, at: string): Place => {
  const field = place.entity && findField(place.entity, at.split('.').at(-1) ?? '');
  const target = field?.to.length === 1 ? own(place.ctx.model.entities, field.to[0] ?? '') : undefined;
  return { ...place, entity: target ?? null };
};

const edge = (node: Node, place: Place): Place => withEntity(place, entityAtKey(node, 'of', place));

/** The fields of a list are those of the records behind the inverse set. */
const related = (node: Node, place: Place, at: string): Place => {
  const { entity, ctx } = place;
  const written = scalarAt(node, 'back');
  const name = written?.raw ?? at.split('.').at(-1) ?? '';
  const back = [name, `${place.document.package}.${name}`].map((each) => entity?.backs[each]).find((each) => each);
  if (back) return { ...place, entity: ctx.model.entities[back.entity] ?? null };
  const known = Object.keys(entity?.backs ?? {}).join(', ');
  const { source, start } = written ?? node;
  ctx.sink.add('E_REFERENCE_BACK', source, start, at, name, { entity: entity?.name ?? '', known });
  return { ...place, entity: null };
};

export const enters: Partial<Record<KindName, Enter>> = {
  Workflow: {
    '': top,
    'states.*.run': (node, place) => {
      const flow = place.ctx.documents.get(`Workflow ${qualified(textAt(node, 'flow') ?? '', node.source.package)}`);
      const entity = flow && entityAtKey(flow.node, 'of', { ...place, document: flow });
      return { ...place, target: entity?.name ?? null };
    },
    'transitions.*': (node, place, at) => reaction(node, withInputs(place, node, 'input', at)),
    ...acts('transitions.*.do'),
  },
  Checklist: { '': checklist, 'items.*.pass': (node, place, at) => answer(itemOf(place, at) ?? node, place) },
  Document: { '': top, ...acts('on_issue') },
  Draw: {
    '': top,
    people,
    'people.avoid': pair,
    makes: (node, place) => ({ ...pair(node, place), target: entityAtKey(node, 'create', place)?.name ?? null }),
  },
  Rule: { '': (node, place) => reaction(node, top(node, place)), ...acts('do') },
  Dataset: { '': top },
  ScoreModel: { '': top },
  Connector: { 'streams.*': stream, 'streams.*.map.*': mapped },
  Publication: { '': top, 'lists.*': related },
  Page: { '': top },
  Dashboard: { '': top },
  View: { '': top, 'edges.*': edge },
};

/** The item that an address inside it belongs to. */
function itemOf(place: Place, at: string): Node | undefined {
  const [, name = ''] = at.split('.');
  return child(child(place.document.node, 'items'), name);
}
