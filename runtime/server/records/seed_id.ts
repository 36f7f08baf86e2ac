// Ids of rows that documents bring: the same tenant, entity and key give the same id on every machine.
import { createHash } from 'node:crypto';

/** A uuid (version 8, RFC 9562) derived from tenant, entity and the values of the row's key. */
export function seedId(tenant: string, entity: string, ...keys: string[]): string {
  const hex = createHash('sha256')
    .update([tenant, entity, ...keys].join('/'))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
