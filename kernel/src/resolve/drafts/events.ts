// The events that documents may name, with the entity of their record. They come out of the outbox after commit.
import { entriesAt, textAt } from '../../parse/node.ts';
import { qualified } from '../../validate/names.ts';
import { documentsOf, nameOf } from '../context.ts';
import type { Context } from '../context.ts';

const known = new WeakMap<Context, Map<string, string | null>>();

/**
 * Names of events and the entity of `event.record` (null: none).
 * `entity.created|changed|deleted`, `entity.check.refused`, `flow.transition`, `document.issued`, and what acts emit.
 */
export function eventsOf(ctx: Context): Map<string, string | null> {
  let events = known.get(ctx);
  if (!events) {
    events = collect(ctx);
    known.set(ctx, events);
  }
  return events;
}

/** Events of the own package may be written without it: `penalty.created`. The whole name goes first. */
export function eventNamed(written: string, own: string, events: ReadonlyMap<string, unknown>): string {
  return events.has(written) ? written : `${own}.${written}`;
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
