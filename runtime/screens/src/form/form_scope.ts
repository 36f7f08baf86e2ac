// What the controls of a form share: kept in a React context, because rjsf may hold back renders of what it thinks unchanged.
import { createContext, useContext } from 'react';
import type { RefJson, RowJson } from '../client/index.ts';
import type { Values } from './changes.ts';
import type { Conditions } from './conditions.ts';
import type { FormFault } from './faults.ts';

export interface FormScope {
  conditions: Conditions;
  /** Values being typed, with the titles of refs beside them. */
  record: RowJson;
  /** Values that the record was opened with. */
  base: Values;
  /** Faults to show now. */
  faults: FormFault[];
  /** Fields shown and not typed: not for this actor, or not for this state. */
  readOnly: Set<string>;
  disabled: boolean;
  /** A field, or a cell ("staff[0].name"), was left. */
  leave(path: string): void;
  pickRef(field: string, ref: RefJson | null): void;
}

const Context = createContext<FormScope | null>(null);

export const FormScopeProvider = Context.Provider;

export function useFormScope(): FormScope {
  const scope = useContext(Context);
  if (scope === null) throw new Error('FormScopeProvider is missing above this control');
  return scope;
}
