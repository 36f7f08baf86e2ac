// The framework's own parser splits values at commas, which sort keys and filters are full of.
import type { HttpContext } from '@adonisjs/core/http';
import type { Query } from './parse_list_request.ts';

/** The query string as it was sent: a name given twice becomes a list, commas stay commas. */
export function queryOf(ctx: HttpContext): Query {
  const query: Record<string, string | string[]> = {};
  for (const [name, value] of new URL(ctx.request.request.url ?? '/', 'http://host').searchParams) {
    const before = query[name];
    query[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return query;
}
