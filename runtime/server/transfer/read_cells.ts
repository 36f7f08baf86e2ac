// Cells of a line → what the record's check takes: codes by label or code, refs by number or title, 清空 for nothing.
import { fieldType, recordMessages, type FieldModel } from '@shijian/kernel';
import type { Fault } from '../exceptions/problem.ts';
import type { RefFinder } from '../records/find_refs.ts';
import { fieldContext, type Stored } from '../records/row_values.ts';
import type { Scene } from '../records/scene.ts';

/** The word that empties a field; an empty cell leaves it as it is. */
export const CLEAR = '清空';

/** Excel shows a long number like this; its last digits are lost and nobody may guess them. */
const LOST_DIGITS = /^\d(\.\d+)?[eE]\+\d{1,2}$/;

const CELL_ERROR = /^#(N\/A|REF!|VALUE!|DIV\/0!|NUM!|NAME\?|NULL!|SPILL!|CALC!)$/;

/** @returns values by field name, and the faults of cells that mean nothing */
export function readCells(
  scene: Scene,
  columns: readonly (FieldModel | null)[],
  cells: readonly string[],
  refs: RefFinder,
): { body: Stored; faults: Fault[] } {
  const body: Stored = {};
  const faults: Fault[] = [];
  columns.forEach((field, i) => {
    const text = (cells[i] ?? '').trim();
    if (!field || text === '') return;
    if (text === CLEAR) {
      body[field.name] = null;
      return;
    }
    if (LOST_DIGITS.test(text)) {
      const { message, remedy } = recordMessages.E_EXCEL_NUMBER.zh;
      faults.push({
        code: 'E_EXCEL_NUMBER',
        path: field.name,
        value: text,
        message: message.replace('{label}', field.label),
        remedy,
      });
      return;
    }
    if (CELL_ERROR.test(text)) {
      faults.push({
        code: 'E_CELL_ERROR',
        path: field.name,
        value: text,
        message: `“${field.label}”的公式没有算出结果`,
        remedy: '请改成具体内容再导入',
      });
      return;
    }
    if (field.to.length > 0) {
      const found = refs(field, text);
      if (typeof found === 'object' && 'code' in found) faults.push(found);
      else body[field.name] = found;
      return;
    }
    // A masked value goes to the check as it is: it knows the mask and refuses it by name.
    const read =
      field.personal !== null && text.includes('*')
        ? null
        : fieldType(field.type).fromText(text, field, fieldContext(scene.state));
    // What cannot be read as a cell goes on as it is, so that the record's own check says why, with all its other faults.
    body[field.name] = read?.ok ? read.value : text;
  });
  return { body, faults };
}
