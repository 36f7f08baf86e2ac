// Where a path has nothing to ask of somebody about an entity. Each reason is a fact of documents and rows, none a matter of luck: whatever
// has none of them must have been asked.
import { askedEntities } from './asked_entities.ts';
import type { Turn } from './turn.ts';

export type Reason =
  | 'no ref of it leads to what is asked after'
  | 'all of it is read in clear'
  | 'no row of it holds a file'
  | 'nobody else sees a second page';

type Asking = Pick<Turn, 'judge' | 'entity' | 'files' | 'pagers'>;

const reasons: Readonly<Record<string, (asking: Asking) => Reason | null>> = {
  picker: ({ judge, entity }) => {
    const asked = new Set(askedEntities(judge.person.state.model));
    const leads = judge.entity(entity).fields.some(({ to }) => to.length === 1 && asked.has(to[0]!));
    return leads ? null : 'no ref of it leads to what is asked after';
  },
  forbidden: ({ judge, entity }) =>
    judge.mayRead(entity) && judge.closed(entity).length === 0 ? 'all of it is read in clear' : null,
  file: ({ files }) => (files.length === 0 ? 'no row of it holds a file' : null),
  cursor: ({ pagers }) => (pagers.length === 0 ? 'nobody else sees a second page' : null),
};

/** @returns null where the path must ask */
export function whyNot(path: string, asking: Asking): Reason | null {
  return reasons[path]?.(asking) ?? null;
}
