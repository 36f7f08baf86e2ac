// Text as a literal of the expression language.

/** 'it''s' is no CEL: quotes and backslashes are escaped by a backslash, and a line end cannot stand in it. */
export function literal(text: string): string {
  const escaped = text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n').replace(/\r/g, '\\r');
  return `'${escaped}'`;
}
