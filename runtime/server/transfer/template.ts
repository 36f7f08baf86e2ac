// The template of an import: headings, a line that says how to fill them in, and in a workbook the codes to choose from.
import { writeFile } from 'node:fs/promises';
import { writeXlsx } from 'hucre/xlsx';
import type { Access } from '../records/access.ts';
import { fieldContext } from '../records/row_values.ts';
import type { Scene } from '../records/scene.ts';
import { describeField, importFields } from './import_columns.ts';
import type { SheetFormat } from './sheets/sheet.ts';
import { csvCell } from './sheets/write_sheet.ts';

/** Rows below the headings that offer their choices. */
const CHOOSING_ROWS = 1_000;
/** A list of choices in a cell holds no more text than this. */
const LONGEST_CHOICES = 250;

export async function writeTemplate(scene: Scene, access: Access, path: string, format: SheetFormat): Promise<void> {
  const fields = importFields(access);
  const described = fields.map((field) => describeField(scene, field));
  const headings = described.map(({ label, required }) => (required ? `${label}*` : label));
  // The reader of sheets knows this line by its first word and leaves it out.
  const notes = described.map(
    ({ hint, required }, i) => `${i === 0 ? '填写说明：' : ''}${required ? '必填。' : ''}${hint}`,
  );
  if (format === 'csv') {
    const text = [headings, notes].map((cells) => cells.map(csvCell).join(',')).join('\r\n');
    await writeFile(path, `\ufeff${text}\r\n`);
    return;
  }
  const choices = fields.map((field) => {
    const list = field.list ? fieldContext(scene.state).list(field.list) : undefined;
    return list?.codes.filter((code) => !code.retired).map((code) => code.label) ?? [];
  });
  const bytes = await writeXlsx({
    sheets: [
      {
        name: access.entity.label.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31),
        // Text cells: a sheet keeps eighteen digits only of what it takes for text.
        columns: headings.map((heading) => ({ width: Math.max(12, heading.length * 2 + 4), numFmt: '@' })),
        rows: [headings, notes],
        freezePane: { rows: 1 },
        dataValidations: choices.flatMap((labels, column) =>
          labels.length === 0 ||
          labels.join(',').length > LONGEST_CHOICES ||
          labels.some((label) => label.includes(','))
            ? []
            : [
                {
                  type: 'list' as const,
                  values: labels,
                  range: rangeOf(column),
                  allowBlank: true,
                  showErrorMessage: false,
                },
              ],
        ),
      },
    ],
  });
  await writeFile(path, bytes);
}

function rangeOf(column: number): string {
  let letters = '';
  for (let at = column; at >= 0; at = Math.floor(at / 26) - 1) letters = String.fromCharCode(65 + (at % 26)) + letters;
  return `${letters}3:${letters}${CHOOSING_ROWS}`;
}
