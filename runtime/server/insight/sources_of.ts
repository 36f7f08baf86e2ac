// The documents behind a bureau's current model: what integrity rules and origins are asked of.
import type { CompileInput } from '@shijian/kernel';
import type { Desk } from '../records/desk.ts';
import { readRevision, type TenantState } from '../revisions/tenants.ts';

const known = new WeakMap<object, Promise<CompileInput>>();

/** Read once for each model. */
export function sourcesOf(desk: Desk, state: TenantState): Promise<CompileInput> {
  let read = known.get(state.model);
  if (!read) {
    read = readRevision(desk.database, state.id, state.model_rev);
    known.set(state.model, read);
    read.catch(() => known.delete(state.model));
  }
  return read;
}
