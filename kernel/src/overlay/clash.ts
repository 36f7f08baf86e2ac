// Two documents that change one address, or one that replaces what another changes inside, are a fault: no order decides between them.
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { LoadedPackage } from '../parse/load_package.ts';
import type { Operation } from './apply_operation.ts';
import { canonical } from './address.ts';

/** By layer kind and document: address → file that claimed it. A bureau may change what a package added. */
export type Claims = Map<string, Map<string, string>>;

/**
 * @param path segments of the operation with today's names: two former names of one item are one address
 * @returns false (and a fault) when another file of the same layer kind holds the address, an ancestor or a descendant of it
 */
export function checkClash(
  operation: Operation,
  path: string[],
  key: string,
  layer: LoadedPackage,
  claims: Claims,
  sink: Sink,
): boolean {
  // add and take merge by element, move by item: only what replaces a value can clash.
  if (operation.does !== 'set' && operation.does !== 'remove') return true;
  const claimed = claims.get(`${layer.kind} ${key}`) ?? new Map<string, string>();
  claims.set(`${layer.kind} ${key}`, claimed);
  const address = canonical(path);
  const other = [...claimed].find(([taken, file]) => file !== operation.source.path && overlap(taken, address));
  if (other) {
    sink.add('E_PATCH_CLASH', operation.source, operation.offset, operation.at, operation.text, { other: other[1] });
    return false;
  }
  claimed.set(address, operation.source.path);
  return true;
}

function overlap(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return (
    long.startsWith(short) && (long.length === short.length || long[short.length] === '.' || long[short.length] === '[')
  );
}
