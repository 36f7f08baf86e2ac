// One part of a model as a rule's expressions walk it: its values, the parts before it and the parts behind it.
import type { RowView, Value } from '../expressions/contract.ts';
import type { PartKind } from './part_names.ts';

export class Part implements RowView {
  readonly kind: PartKind;
  /** Document that holds it: `Entity food.operator`. */
  readonly document: string;
  /** Segments of its address inside the document. */
  readonly address: readonly string[];
  private readonly values: Record<string, Value>;
  private readonly before: Record<string, () => Part | undefined>;
  private readonly behind: Record<string, () => Part[]>;

  constructor(
    place: { kind: PartKind; document: string; address?: readonly string[] },
    values: Record<string, Value>,
    before: Record<string, () => Part | undefined> = {},
    behind: Record<string, () => Part[]> = {},
  ) {
    this.kind = place.kind;
    this.document = place.document;
    this.address = place.address ?? [];
    this.values = values;
    this.before = before;
    this.behind = behind;
  }

  get(name: string): Value {
    return this.values[name] ?? null;
  }

  follow(name: string): RowView | undefined {
    return this.before[name]?.();
  }

  rows(name: string): RowView[] {
    return this.behind[name]?.() ?? [];
  }
}
