// What every input of a form gets, whatever its field type: the one shape between forms, rows and widgets.
import type { ComponentType } from 'react';
import type { FieldModel } from '@shijian/kernel';
import type { RefJson, RowJson } from '../client/index.ts';
import type { ErrorTree } from '../form/faults.ts';

export interface InputProps {
  /** Element id of the control itself, so that labels, summaries and focus find it. */
  id: string;
  field: FieldModel;
  /** Wire value; a text that could not be read yet stays as typed. */
  value: unknown;
  /** The value that the record was opened with; a masked one is shown until it is replaced whole. */
  stored?: unknown;
  onChange(value: unknown): void;
  /** The officer left the field; `below` is the path of a cell of its rows: "[0].name". */
  onBlur(below?: string): void;
  /** A ref was picked: its title and facts, for conditions that look one hop further. */
  onPick?(ref: RefJson | null): void;
  /** Name for screen readers where no label stands above, such as a cell of a row. */
  label?: string;
  required: boolean;
  disabled: boolean;
  /** Messages of the field itself. */
  faults: string[];
  /** Messages further down, by row and field. */
  faultsBelow?: ErrorTree;
  /** Ids of the elements that describe the control (hint, fault). */
  describedBy?: string;
  /** The values beside this one: the record, or the row that the cell stands in. */
  beside: RowJson;
}

/** An input of the registry. `nested` draws the cells of rows, `shown` those that are not typed; handed in so that rows need not know the registry. */
export interface WidgetProps extends InputProps {
  nested: ComponentType<InputProps>;
  shown: ComponentType<FieldValueProps>;
}

export interface CellProps {
  field: FieldModel;
  value: unknown;
  /** The record, or the row of children, that holds the value. */
  record: RowJson;
  /** One line, for tables and side panels. */
  compact: boolean;
  /** Draws the cells of rows; handed in so that rows need not know the registry. */
  nested: ComponentType<FieldValueProps>;
}

export interface FieldValueProps {
  field: FieldModel;
  /** The record, or a row of children; `_refs` beside the field gives titles. */
  record: RowJson;
  compact?: boolean;
}
