// What the states and transitions of a flow must agree on: one start, all reachable, no dead end, somebody who may take each step.
import { suggest } from '../../diagnostics/suggest.ts';
import { fieldType } from '../../field_types/index.ts';
import { child, entriesAt, scalarAt, textAt, textsAt, textsOf, booleanAt } from '../../parse/node.ts';
import type { Entry, Node } from '../../parse/node.ts';
import { qualified } from '../../validate/names.ts';
import { documentsOf, findField, own } from '../context.ts';
import { checkActs } from './acts.ts';
import type { Place } from './place.ts';

export function checkWorkflow(place: Place): void {
  const { node } = place.document;
  const states = entriesAt(node, 'states');
  const transitions = entriesAt(node, 'transitions');
  checkStart(states, place);
  checkReach(states, transitions, place);
  for (const entry of transitions) {
    const at = `transitions.${entry.key}`;
    checkTaken(entry, at, place);
    checkBranches(child(entry.value, 'to'), `${at}.to`, place);
    checkActs(entry.value, 'do', at, place);
  }
  if (child(node, 'state_field')) checkStateField(states, place);
  else checkShared(place);
}

const isTrue = (entry: Entry, key: string): boolean => booleanAt(entry.value, key) === true;

function checkStart(states: Entry[], place: Place): void {
  const starts = states.filter((state) => isTrue(state, 'start'));
  const second = starts[1];
  const { sink } = place.ctx;
  const map = child(place.document.node, 'states');
  if (starts.length === 0 && map) sink.add('E_FLOW_START', map.source, map.start, 'states', '');
  if (second)
    sink.add('E_FLOW_START', second.source, second.keyStart, `states.${second.key}`, second.key, {
      other: starts[0]?.key ?? '',
    });
}

/** States that a `to` or `from` names: one, a list, or branches. */
function statesIn(node: Node | undefined): string[] {
  if (node?.kind === 'scalar') return [node.raw];
  if (node?.kind !== 'list') return [];
  return [...textsOf(node).map(({ text }) => text), ...node.items.flatMap((item) => textAt(item, 'state') ?? [])];
}

function checkReach(states: Entry[], transitions: Entry[], place: Place): void {
  const { sink } = place.ctx;
  const ways = new Map<string, Set<string>>(states.map((state) => [state.key, new Set()]));
  for (const { value } of transitions)
    for (const from of statesIn(child(value, 'from')))
      for (const to of [...statesIn(child(value, 'to')), textAt(value, 'back_to') ?? from]) ways.get(from)?.add(to);
  const reached = new Set(states.filter((state) => isTrue(state, 'start')).map((state) => state.key));
  for (const at of reached) for (const next of ways.get(at) ?? []) reached.add(next);
  for (const state of states) {
    const onward = [...(ways.get(state.key) ?? [])].filter((next) => next !== state.key);
    const tell = (code: 'E_FLOW_UNREACHABLE' | 'E_FLOW_DEAD_END' | 'E_FLOW_AFTER_END'): void =>
      sink.add(code, state.source, state.keyStart, `states.${state.key}`, state.key);
    if (reached.size > 0 && !reached.has(state.key)) tell('E_FLOW_UNREACHABLE');
    if (onward.length === 0 && !isTrue(state, 'end')) tell('E_FLOW_DEAD_END');
    if (onward.length > 0 && isTrue(state, 'end')) tell('E_FLOW_AFTER_END');
  }
}

/** Somebody takes it, or it goes by itself: by one of event, time, at once. */
function checkTaken(entry: Entry, at: string, place: Place): void {
  const { ctx, entity } = place;
  const node = entry.value;
  const itself = ['on', 'after', ...(isTrue(entry, 'auto') ? ['auto'] : [])].filter((key) => child(node, key));
  const people = [...textsAt(node, 'by'), ...entriesAt(node, 'steps').flatMap((step) => textsAt(step.value, 'by'))];
  if (itself.length === 0 && people.length === 0)
    ctx.sink.add('E_FLOW_NOBODY', entry.source, entry.keyStart, at, entry.key);
  if (itself.length > 1 || (itself.length > 0 && people.length > 0))
    ctx.sink.add(
      'E_FLOW_TRIGGER',
      entry.source,
      entry.keyStart,
      at,
      [...itself, ...(people.length > 0 ? ['by'] : [])].join(', '),
    );
  for (const { text, node: role } of people) {
    const found = own(ctx.model.roles, qualified(text, role.source.package));
    if (found && entity && !own(found.grants, entity.name)?.read)
      ctx.sink.add('E_FLOW_ROLE', role.source, role.start, `${at}.by`, text, { entity: entity.name });
  }
  for (const { text, node: other } of textsAt(node, 'not_by'))
    if (text === entry.key) ctx.sink.add('E_FLOW_NOT_BY', other.source, other.start, `${at}.not_by`, text);
  const form = scalarAt(node, 'form');
  const of = form && own(ctx.model.forms, qualified(form.raw, form.source.package))?.of;
  if (form && of !== undefined && entity && of !== entity.name)
    ctx.sink.add('E_DOCUMENT_OF', form.source, form.start, `${at}.form`, form.raw, {
      found: of,
      expected: entity.name,
    });
}

/** Branches are asked in turn: all but the last have a condition, the last has none. */
function checkBranches(to: Node | undefined, at: string, place: Place): void {
  if (to?.kind !== 'list') return;
  to.items.forEach((branch, i) => {
    const last = i === to.items.length - 1;
    if (last === (child(branch, 'if') !== undefined))
      place.ctx.sink.add('E_FLOW_BRANCH', branch.source, branch.start, `${at}[${i}]`, '');
  });
}

/** The field that holds the state is one text or code; where it has a list, every state is a code of it. */
function checkStateField(states: Entry[], place: Place): void {
  const { ctx, document, entity } = place;
  const written = scalarAt(document.node, 'state_field');
  const field = written && entity ? findField(entity, written.raw) : undefined;
  if (!written || !field) return;
  const type = fieldType(field.type).expression(field);
  const keeps = field.as === null && (type === 'text' || type.startsWith('code:'));
  if (!keeps)
    return ctx.sink.add('E_FLOW_STATE_FIELD', written.source, written.start, 'state_field', written.raw, {
      type: field.type,
    });
  const list = field.list === null ? undefined : own(ctx.model.lists, field.list);
  const codes = list?.codes.map(({ code }) => code);
  for (const state of codes ? states : [])
    if (!codes?.includes(state.key))
      ctx.sink.add('E_FLOW_STATE_CODE', state.source, state.keyStart, `states.${state.key}`, state.key, {
        list: field.list ?? '',
        ...suggest(state.key, codes ?? []),
      });
}

/** Two flows over one entity must say which field is whose. */
function checkShared(place: Place): void {
  const { ctx, document, entity } = place;
  const other = documentsOf(ctx, 'Workflow').find(
    (each) =>
      each !== document &&
      qualified(textAt(each.node, 'of') ?? '', each.package) === entity?.name &&
      !child(each.node, 'state_field') &&
      !(child(each.node, 'starts_when') && child(document.node, 'starts_when')),
  );
  const of = scalarAt(document.node, 'of');
  if (other && of)
    ctx.sink.add('E_FLOW_SHARED', of.source, of.start, 'of', of.raw, { other: `${other.package}.${other.name}` });
}
