// How names are spelt and which the platform keeps for itself.

const name = /^[a-z][a-z0-9_]{0,39}$/;
/** Package names hold no underscore, so that food_operator is one table of one package. */
const packageName = /^[a-z][a-z0-9]{0,19}$/;

/** Members that every record has; no field may take these names. */
export const reservedFieldNames: ReadonlySet<string> = new Set([
  'id',
  'version',
  'rev',
  'tenant_id',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'deleted_at',
  'search_text',
  'ext',
]);

export function isName(text: string): boolean {
  return name.test(text);
}

export function isPackageName(text: string): boolean {
  return packageName.test(text);
}

/** A name as it stands in a document → qualified; bare names belong to `own`. */
export function qualified(text: string, own: string): string {
  return text.includes('.') ? text : `${own}.${text}`;
}
