// What the rows of a field may be changed in: where they come from, and which cells each row shows and asks for.
import { isTrue, type Expr, type FieldModel } from '@shijian/kernel';
import { useExpressionEnv, type RowJson } from '../../client/index.ts';
import { widgetOf } from '../layout.ts';
import type { Row } from './row_moves.ts';
import type { RowProps } from './row_props.ts';

export interface RowFrames extends Pick<RowProps, 'fields' | 'given' | 'fixed'> {
  rows: Pick<RowProps, 'hidden' | 'required'>[];
  /** What stands there while there is no row. */
  empty: string;
}

export function useRowFrames(field: FieldModel, rows: Row[], record: RowJson): RowFrames {
  const makeEnv = useExpressionEnv();
  const all = field.fields.filter((cell) => widgetOf(cell) !== 'none');
  const frames = rows.map((row, at) => {
    const env = makeEnv({ record, row: { index: at + 1, ...row } });
    const holds = (condition: boolean | Expr): boolean =>
      typeof condition === 'boolean' ? condition : isTrue(condition, env);
    return {
      hidden: namesOf(all, (cell) => cell.visible !== null && !holds(cell.visible)),
      required: namesOf(all, (cell) => holds(cell.required)),
    };
  });
  const source = field.rows;
  return {
    // A column that no row shows is left out; without rows all that no condition hides stand in the head.
    fields: all.filter((cell) =>
      rows.length === 0 ? cell.visible === null : frames.some(({ hidden }) => !hidden.has(cell.name)),
    ),
    rows: frames,
    given: new Set(source ? [...Object.keys(source.copy), ...(source.key === null ? [] : [source.key])] : []),
    fixed: source === null ? 'none' : source.from === null || source.key === null ? 'all' : 'added',
    empty:
      source === null
        ? '还没有内容'
        : source.when
          ? '办理到相应环节时自动带入'
          : source.from
            ? '选好来源后自动带入'
            : '填好数量后自动列出',
  };
}

function namesOf(cells: FieldModel[], wanted: (cell: FieldModel) => boolean): Set<string> {
  return new Set(cells.filter(wanted).map((cell) => cell.name));
}
