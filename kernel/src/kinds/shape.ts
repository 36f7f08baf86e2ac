// The small language in which every kind says what its keys hold. From it come the validator, the JSON Schemas for
// editors and the reference page, so that the three cannot differ.

/** What a name in a document may point at. */
export type ReferenceTarget =
  | 'entity'
  | 'list'
  | 'view'
  | 'form'
  | 'role'
  | 'package'
  | 'field'
  | 'fields_path'
  | 'back'
  | 'region'
  | 'document'
  | 'workflow'
  | 'checklist'
  | 'template'
  | 'connector'
  | 'event'
  | 'measure'
  | 'dimension'
  | OwnItem;

/** Items of a map of the same document: states, sections and the like. */
export type OwnItem = 'state' | 'transition' | 'section' | 'stream' | 'widget' | 'own_dimension' | 'factor' | 'grade';

/** How the keys of a map are spelt: a field, an own name, a code value, a qualified name, an address of a patch. */
export type MapKeys = 'field' | 'name' | 'code' | 'qualified' | 'address' | 'package' | 'any';

interface Described {
  /** One line for the reference page and the editor's tooltip. */
  doc: string;
  /** A document without it is E_KEY_MISSING. */
  required?: boolean;
  /** What holds when the key is left out, as text for the reference. */
  fallback?: string;
}

export type Shape = Described &
  (
    | ({ is: 'text'; max?: number } & Spelling)
    | { is: 'boolean' }
    | { is: 'integer'; min?: number; max?: number }
    | { is: 'number' }
    | { is: 'choice'; values: readonly (string | number | boolean)[] }
    | { is: 'name' }
    | { is: 'reference'; to: ReferenceTarget }
    | { is: 'expression'; gives?: Gives }
    | { is: 'filter' }
    | { is: 'template' }
    | { is: 'value' }
    | { is: 'list'; of: Shape; max?: number }
    | { is: 'map'; keys: MapKeys; of: Shape; max?: number }
    | { is: 'object'; keys: Record<string, Shape> }
    | { is: 'either'; of: Shape[] }
    | { is: 'named'; name: ShapeName }
    | {
        is: 'variant';
        on: string;
        common: Record<string, Shape>;
        cases: Record<string, Record<string, Shape>>;
        unknownCode: 'E_FIELD_TYPE_UNKNOWN' | 'E_VIEW_TYPE_UNKNOWN';
      }
  );

/** A regular expression for the whole text, and an example that it takes: what whoever wrote something else is shown. */
export type Spelling = { pattern?: undefined; example?: undefined } | { pattern: string; example: string };

/** Shapes that refer to themselves; kinds/index.ts resolves them. */
export type ShapeName = 'field' | 'input';

/** What an expression must come to; left out: true or false. `any`: one value, `set`: several, `person`: one or several people. */
export type Gives = 'any' | 'set' | 'number' | 'person';

type More = Partial<Described> & { max?: number };

export const text = (doc: string, more: More & Spelling = {}): Shape => ({ is: 'text', doc, ...more });
export const boolean = (doc: string, more: More = {}): Shape => ({ is: 'boolean', doc, ...more });
export const integer = (doc: string, more: More & { min?: number } = {}): Shape => ({ is: 'integer', doc, ...more });
/** A number, or a decimal number as text where binary fractions would lose digits. */
export const number = (doc: string, more: More = {}): Shape => ({ is: 'number', doc, ...more });
export const choice = (doc: string, values: readonly (string | number | boolean)[], more: More = {}): Shape => ({
  is: 'choice',
  doc,
  values,
  ...more,
});
export const ownName = (doc: string, more: More = {}): Shape => ({ is: 'name', doc, ...more });
export const reference = (doc: string, to: ReferenceTarget, more: More = {}): Shape => ({
  is: 'reference',
  doc,
  to,
  ...more,
});
/** A field, or a field of a ref: `subject.name`. */
export const path = (doc: string, more: More = {}): Shape => reference(doc, 'fields_path', more);
export const expression = (doc: string, more: More & { gives?: Gives } = {}): Shape => ({
  is: 'expression',
  doc,
  ...more,
});
/** An expression, or the bare name of a named filter. */
export const filter = (doc: string, more: More = {}): Shape => ({ is: 'filter', doc, ...more });
export const template = (doc: string, more: More = {}): Shape => ({ is: 'template', doc, ...more });
/** Any literal. */
export const value = (doc: string, more: More = {}): Shape => ({ is: 'value', doc, ...more });
export const list = (doc: string, of: Shape, more: More = {}): Shape => ({ is: 'list', doc, of, ...more });
export const map = (doc: string, keys: MapKeys, of: Shape, more: More = {}): Shape => ({
  is: 'map',
  doc,
  keys,
  of,
  ...more,
});
export const object = (doc: string, keys: Record<string, Shape>, more: More = {}): Shape => ({
  is: 'object',
  doc,
  keys,
  ...more,
});
export const either = (doc: string, of: Shape[], more: More = {}): Shape => ({ is: 'either', doc, of, ...more });
export const named = (doc: string, name: ShapeName, more: More = {}): Shape => ({ is: 'named', doc, name, ...more });
/** `{ cel: … }`: the expression where a key takes a literal too. */
export const cel = (doc: string, gives?: Gives): Shape =>
  object(doc, { cel: expression('The expression.', { required: true, ...(gives && { gives }) }) });
