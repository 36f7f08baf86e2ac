// Which entities are asked after at random.
import type { Model } from '@shijian/kernel';

/** Sources that stand for all of them: what a login moves, what dates a right, and what the door makes. */
const ASKED_SOURCES: readonly (string | null)[] = [null, 'account', 'assignment', 'draft', 'revision'];

/** Not the logs that the asking itself writes, audit and sessions; and of the other sources enough for the time of the test. */
export function askedEntities(model: Model): string[] {
  return Object.values(model.entities).flatMap(({ name, source }) => (ASKED_SOURCES.includes(source) ? [name] : []));
}
