// The events that documents may name, with the entity of their record. They come out of the outbox after commit.
import { entriesAt, textAt } from '../../parse/node.ts';
import { qualified } from '../../validate/names.ts';
import { documentsOf, nameOf } from '../context.ts';
import type { Context } from '../context.ts';

/**
 * Names of events and the entity of `event.record` (null: none).
 * `entity.created|changed|deleted`, `entity.check.refused`, `flow.transition`, `document.issued`, and what acts emit.
 */
export function eventsOf(ctx: Context): Map<string, string | null> {
  const events = collected(ctx);
  ctx.round.note('events', 'value', '', signature(events));
  return events;
}

/** Events of the own package may be written without it: `penalty.created`. The whole name goes first. */
export function eventNamed(written: string, own: string, events: ReadonlyMap<string, unknown>): string {
  return events.has(written) ? written : `${own}.${written}`;
}

/** Lets work that reads the events be held to them. */
export function watchEvents(ctx: Context): void {
  const all = (): string => signature(collected(ctx));
  ctx.round.about('events', { value: all, has: all, keys: all });
}

function collected(ctx: Context): Map<string, string | null> {
  return (ctx.events.known ??= ctx.round.aside(() => collect(ctx)));
}

const signatures = new WeakMap<object, string>();

function signature(events: Map<string, string | null>): string {
  let text = signatures.get(events);
  if (text === undefined) signatures.set(events, (text = [...events].join('\n')));
  return text;
}

function collect(ctx: Context): Map<string, string | null> {
  const events = new Map<string, string | null>();
  for (const entity of Object.values(ctx.model.entities)) {
    for (const what of ['created', 'changed', 'deleted']) events.set(`${entity.name}.${what}`, entity.name);
    for (const check of entity.checks) events.set(`${entity.name}.${check.name}.refused`, entity.name);
  }
  for (const flow of documentsOf(ctx, 'Workflow')) {
    const of = qualified(textAt(flow.node, 'of') ?? '', flow.package);
    for (const entry of entriesAt(flow.node, 'transitions')) {
      events.set(`${nameOf(flow)}.${entry.key}`, of);
      addEmitted(entriesAt(entry.value, 'do'), flow.package, of, events);
    }
  }
  for (const template of documentsOf(ctx, 'Document'))
    events.set(`${nameOf(template)}.issued`, qualified(textAt(template.node, 'of') ?? '', template.package));
  for (const rule of documentsOf(ctx, 'Rule')) addEmitted(entriesAt(rule.node, 'do'), rule.package, null, events);
  return events;
}

function addEmitted(
  acts: ReturnType<typeof entriesAt>,
  packageName: string,
  of: string | null,
  events: Map<string, string | null>,
): void {
  for (const act of acts) {
    const name = textAt(act.value, 'emit');
    if (name !== undefined) events.set(`${packageName}.${name}`, of);
  }
}
