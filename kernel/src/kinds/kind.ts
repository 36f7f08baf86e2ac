// What a kind of document says about itself.
import { boolean, choice, list, object, ownName, text } from './shape.ts';
import type { Shape } from './shape.ts';

export interface Kind {
  name: string;
  /** One line for the reference. */
  doc: string;
  keys: Record<string, Shape>;
  /** Maps of the document whose items have names: a tenant adds to them only under x_, a package only under its own prefix. */
  ownItems: readonly string[];
  /** The language is fixed and checked, but nothing runs it yet. */
  draft?: true;
}

/**
 * Keys that begin every document of a package.
 * @param unnamed what the label is where none is written; without it a label must be there
 */
export function envelope(kind: string, unnamed?: string): Record<string, Shape> {
  return {
    kind: choice('The kind of document.', [kind], { required: true }),
    name: ownName('Own name in snake_case; outside the package `package.name`.', { required: true }),
    label: text(
      'What officers call it.',
      unnamed === undefined ? { required: true, max: 60 } : { fallback: unnamed, max: 60 },
    ),
  };
}

/** Keys by which an item keeps its identity through renames. */
export function identity(what: string): Record<string, Shape> {
  return {
    was: list(`Former names of the ${what}, oldest first.`, ownName('A former name.')),
    new: boolean(`The name belonged to a ${what} that was removed; this one is new.`, { fallback: 'false' }),
  };
}

/** A group of fields in a form or a detail view. */
export function sectionShape(): Shape {
  return object('A group of fields.', {
    label: text('Heading.', { required: true, max: 40 }),
    columns: choice('Fields side by side on a desk.', [1, 2, 3], { fallback: '2' }),
    fields: list(
      'Names of fields in their order.',
      { is: 'reference', to: 'field', doc: 'A field.' },
      { required: true },
    ),
    visible: { is: 'expression', doc: 'Shown only when definitely true.' },
    ...identity('section'),
  });
}
