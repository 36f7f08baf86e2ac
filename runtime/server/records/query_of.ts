// The framework's own parser splits values at commas, which sort keys and filters are full of.
import type { HttpContext } from '@adonisjs/core/http';
import type { Query } from './parse_list_request.ts';

/** The query string as it was sent, without its question mark. */
export function searchOf(ctx: HttpContext): string {
  const url = ctx.request.request.url ?? '';
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}

/** What a query string holds: a name given twice becomes a list, commas stay commas. */
export function parseSearch(search: string): Query {
  const query: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    const before = query[name];
    query[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return query;
}

/** The query of a request. */
export function queryOf(ctx: HttpContext): Query {
  return parseSearch(searchOf(ctx));
}
