// The conditions of the address by field, and how to change one.
import { useMemo } from 'react';
import type { Condition } from '../conditions.ts';
import type { ListAddressState } from '../useListAddress.ts';

export interface Conditions {
  of(path: string): Condition | undefined;
  /** Null takes the condition away. */
  set(path: string, condition: Condition | null): void;
}

export function useConditions(state: ListAddressState): Conditions {
  return useMemo(() => {
    const { conditions } = state.address;
    return {
      of: (path) => conditions.find(([other]) => other === path)?.[1],
      set(path, condition) {
        const at = conditions.findIndex(([other]) => other === path);
        const next = [...conditions];
        if (condition === null) {
          if (at < 0) return;
          next.splice(at, 1);
        } else if (at < 0) next.push([path, condition]);
        else next[at] = [path, condition];
        state.show({ conditions: next });
      },
    };
  }, [state]);
}
