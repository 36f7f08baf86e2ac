// What a line and a card of a row have in common.
import type { ComponentType } from 'react';
import type { FieldModel } from '@shijian/kernel';
import type { RowJson } from '../../client/index.ts';
import type { ErrorTree } from '../../form/faults.ts';
import type { FieldValueProps, InputProps } from '../contract.ts';
import type { Row } from './row_moves.ts';

export interface RowProps {
  /** Prefix of the ids of its cells: f_items_0. */
  id: string;
  index: number;
  count: number;
  fields: FieldModel[];
  row: Row;
  /** The row as the record was opened with, when it has been saved before. */
  stored: Row | undefined;
  disabled: boolean;
  full: boolean;
  faults: ErrorTree | string[] | undefined;
  record: RowJson;
  /** Cells that this row does not show, and those that it asks for, by its own conditions. */
  hidden: ReadonlySet<string>;
  required: ReadonlySet<string>;
  /** Cells that come from elsewhere and are only shown. */
  given: ReadonlySet<string>;
  /** The rows come from elsewhere: none is added, and with 'all' none is taken out. */
  fixed: 'none' | 'added' | 'all';
  shown: ComponentType<FieldValueProps>;
  nested: ComponentType<InputProps>;
  onCell(name: string, value: unknown): void;
  onCopy(): void;
  onRemove(): void;
  onMove(step: -1 | 1): void;
  onAddBelow(): void;
  onBlur(below?: string): void;
}

/** Messages of one cell. */
export function cellFaults(faults: RowProps['faults'], name: string): string[] {
  if (faults === undefined || Array.isArray(faults)) return [];
  const below = faults[name];
  return below === undefined || Array.isArray(below) ? [] : (below.__errors ?? []);
}

/** Messages of the row itself. */
export function rowFaults(faults: RowProps['faults']): string[] {
  return faults === undefined ? [] : Array.isArray(faults) ? faults : (faults.__errors ?? []);
}

/** Columns of a line: number, one a field, actions where there are any. */
export function gridOf(count: number, fixed: RowProps['fixed']): string {
  return `28px repeat(${count}, minmax(132px, 1fr))${fixed === 'all' ? '' : ' 124px'}`;
}
