// The lines of a file that did not go in, as a file of the same columns and three more: which line it was, the codes and the
// reasons. Mended, it is imported again as it is.
import type { Fault } from '../exceptions/problem.ts';
import { Problem } from '../exceptions/problem.ts';
import type { Access } from '../records/access.ts';
import type { Desk } from '../records/desk.ts';
import type { Scene } from '../records/scene.ts';
import { faultsOf, type ImportRow } from './import_store.ts';
import type { SheetFormat } from './sheets/sheet.ts';
import { stagedLines } from './sheets/stage_sheet.ts';
import { writeSheet } from './sheets/write_sheet.ts';

const NOTES = ['行号', '错误代码', '原因'];

/** @throws Problem 404 E_IMPORT_GOOD when all lines are good */
export async function writeRefused(
  desk: Desk,
  scene: Scene,
  access: Access,
  row: ImportRow,
  file: { from: string; to: string; format: SheetFormat },
): Promise<void> {
  const run = ['ready', 'checking', 'checked'].includes(row.state) ? 'check' : 'import';
  const faults = new Map((await faultsOf(desk, scene, row.id, run, null)).map((line) => [line.line, line.faults]));
  if (faults.size === 0) throw new Problem(404, 'E_IMPORT_GOOD', '没有有问题的行');
  // A file that was mended once brings these three along.
  const width = row.headings.length;
  const kept = row.headings
    .map((heading, i) => ({ heading, i }))
    .filter(({ heading }) => !NOTES.includes(heading.trim()));
  const rows = async function* (): AsyncGenerator<string[]> {
    yield [...kept.map(({ heading }) => heading), ...NOTES];
    for await (const block of stagedLines(file.from, desk.seal, 0, 500)) {
      for (const { line, cells } of block) {
        const wrong = faults.get(line);
        if (!wrong) continue;
        const whole = Array.from({ length: width }, (_, i) => cells[i] ?? '');
        yield [
          ...kept.map(({ i }) => whole[i]!),
          String(line),
          [...new Set(wrong.map(({ code }) => code))].join(' '),
          reasons(access, wrong),
        ];
      }
    }
  };
  await writeSheet(file.to, file.format, `${access.entity.label}未导入`, rows()).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new Problem(404, 'E_JOB_FILE', '上传的文件已过期清理，请重新导入') : error;
    },
  );
}

function reasons(access: Access, faults: readonly Fault[]): string {
  return faults
    .map(({ path, message, remedy }) => {
      const label = access.entity.fields.find(({ name }) => name === path.split(/[.[]/)[0])?.label;
      const said = label && !message.includes(label) ? `${label}：${message}` : message;
      return remedy ? `${said}（${remedy}）` : said;
    })
    .join('；');
}
