// Set macros as closures: the body runs once for each element, with the element in scope.
import { scalarOf } from './run_place.ts';
import { calculate, compare, exact } from './values.ts';
import type { Place, Prepare, Run } from './run_place.ts';
import type { Expr } from './tree.ts';
import type { Element, Inner, InnerSet } from './values.ts';

type Macro = Extract<Expr, { op: 'macro' }>;
type Each = (element: Element) => Inner;

export function runMacro(macro: Macro, prepare: Prepare): Run {
  const { variable } = macro;
  const over = prepare(macro.over);
  const body = macro.body && prepare(macro.body);
  const eachOf = (place: Place): Each =>
    body ? (element) => body({ env: place.env, outer: { variable, element, outer: place.outer } }) : scalarOf;
  const fold = folds(macro);
  return (place) => fold(over(place) as InnerSet, eachOf(place));
}

function folds(macro: Macro): (set: InnerSet, each: Each) => Inner {
  switch (macro.name) {
    case 'exists':
      return (set, each) => quantified(set, each, true);
    case 'all':
      return (set, each) => quantified(set, each, false);
    case 'filter':
      return (set, each) => set.filter((element) => each(element) === true);
    case 'count':
      return macro.body ? (set, each) => set.filter((element) => each(element) === true).length : (set) => set.length;
    case 'map':
      return (set, each) => valuesOf(set, each).map((value) => ({ value }));
    case 'sum': {
      const zero = macro.type === 'decimal' ? exact(0) : 0;
      return (set, each) => valuesOf(set, each).reduce<Inner>((sum, value) => calculate('add', sum, value), zero);
    }
    default: {
      const sign = macro.name === 'min' ? 1 : -1;
      return (set, each) =>
        valuesOf(set, each).reduce<Inner>(
          (best, value) => (best === null || sign * compare(value, best) < 0 ? value : best),
          null,
        );
    }
  }
}

const valuesOf = (set: InnerSet, each: Each): Inner[] => set.map(each).filter((value) => value !== null);

/** exists is the Kleene or of all elements, all the Kleene and. */
function quantified(set: InnerSet, each: Each, decides: boolean): Inner {
  let unknown = false;
  for (const element of set) {
    const found = each(element);
    if (found === decides) return decides;
    unknown ||= found === null;
  }
  return unknown ? null : !decides;
}
