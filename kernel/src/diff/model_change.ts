// One difference between two models: what happened to which address of which document.
import type { KindName } from '../kinds/index.ts';

export interface ModelChange {
  /** renamed: the same item under another name (`was`). moved: the same item at another place among its neighbours. */
  does: 'added' | 'removed' | 'renamed' | 'changed' | 'moved';
  kind: KindName;
  /** Qualified name of the document: food.operator. */
  name: string;
  /** `fields.phone.required`, '' for the document itself; with the names of after, of before for what was removed. */
  address: string;
  /** What people call the document and the items on the way to the address. */
  labels: string[];
  /** The value there; of a renamed item its name, of a moved one what it stands behind (null: it is the first). */
  before: unknown;
  after: unknown;
}

/** Kind and name of a change's document: `Entity food.operator`. */
export function documentOf({ kind, name }: Pick<ModelChange, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}
