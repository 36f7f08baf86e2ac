// Acts: one verb each, and whose fields `set` fills: the record's, those of each row, or those of a new record.
import { verbs } from '../../kinds/parts.ts';
import { child, entriesAt } from '../../parse/node.ts';
import type { Node } from '../../parse/node.ts';
import { expressionOf } from '../check_text.ts';
import { entityAtKey } from './names.ts';
import { withRoot } from './place.ts';
import type { Place } from './place.ts';

/** The place inside an act: `row` with `each`, the new record's fields with `create`. */
export function actedRows(node: Node, around: Place): Place {
  const each = child(node, 'each');
  let place = around;
  if (each) {
    // Its faults are told when the key itself is walked: the sink keeps a fault once.
    const type = expressionOf(each, null, around.scope, 'each', { ...around.ctx, sink: silent })?.type ?? '';
    const row = type.startsWith('set:row:') ? type.slice(4) : type.startsWith('set:ref:') ? type.slice(8) : null;
    if (row !== null) place = { ...withRoot(around, 'row', row), target: row };
  }
  // What an extension point takes is its plugin's to say.
  if (child(node, 'call')) return { ...place, target: null };
  if (child(node, 'create')) place = { ...place, target: entityAtKey(node, 'create', around)?.name ?? null };
  return place;
}

const silent: Place['ctx']['sink'] = { add: () => undefined, all: () => [], hasErrors: () => false, count: () => 0 };

/** Every act has one verb; what belongs to another verb is told. */
export function checkActs(node: Node | undefined, key: string, at: string, place: Place): void {
  const { ctx } = place;
  for (const entry of entriesAt(node, key)) {
    const act = entry.value;
    const found = verbs.filter((verb) => child(act, verb));
    const where = `${at === '' ? '' : `${at}.`}${key}.${entry.key}`;
    if (found.length > 1 || (found.length === 0 && !child(act, 'set')))
      ctx.sink.add('E_ACT_VERB', entry.source, entry.keyStart, where, found.join(', '), {
        known: ['set', ...verbs].join(', '),
      });
    const verb = found[0] ?? 'set';
    for (const [name, goes] of Object.entries(belongs)) {
      const part = child(act, name);
      if (part && !goes.includes(verb))
        ctx.sink.add('E_ACT_KEY', part.source, part.start, `${where}.${name}`, name, { verb, wanted: goes.join(', ') });
    }
  }
}

/** Keys that only some verbs have. */
const belongs: Record<string, readonly string[]> = {
  set: ['set', 'create', 'call', 'start', 'hand_over'],
  once_per: ['raise'],
  clear_when: ['raise'],
  about: ['raise'],
  to: ['raise', 'notify'],
  level: ['raise'],
  text: ['raise', 'notify'],
  on_accept: ['hand_over'],
  on_return: ['hand_over'],
};
