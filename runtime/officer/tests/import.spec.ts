import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { failJob } from '../../server/tests/failed_job.ts';
import { clientOf, openPage, theOffice } from './office.ts';
import { countOf, licenceNo, listRecords } from './records.ts';
import { waitForRows } from './steps.ts';

const OPERATORS = 'food.operator';
const SHEETS = path.join(import.meta.dirname, '../../server/tests/sheets');

test.group('Importing a file', () => {
  test('a file is checked first without a trace, its good lines go in, and its bad lines come back as a file to correct', async ({
    assert,
  }) => {
    const world = await theOffice();
    const client = await clientOf(world, 'changan-registrar');
    const [subject] = await listRecords(client, 'market.subject', { limit: '1' });
    const uscc = String(subject!['uscc']);
    const good = [licenceNo('2', 301), licenceNo('2', 302)];
    const head = '市场主体,许可证编号,主体业态,经营项目,发证日期,有效期至,经营场所,监管所,联系电话';
    const line = (number: string, category: string, phone: string) =>
      `${uscc},${number},${category},热食类食品制售,2026/1/5,2031/1/4,河北省石家庄市长安区建华北大街66号,CA-JB,${phone}`;
    const text = [
      head,
      line(good[0]!, '餐饮服务', '13812342046'),
      line('JY99', '餐饮服务', '13812342046'),
      line(good[1]!, '2', '13812342047'),
      line(licenceNo('2', 303), '开饭馆', '12345'),
    ].join('\r\n');
    const before = await countOf(client, OPERATORS);

    const page = await openPage({ world, login: 'changan-registrar' });
    await page.goto('/list/food.operators');
    await waitForRows(page);
    await page.getByRole('link', { name: '导入', exact: true }).click();
    const [template] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV 模板' }).click(),
    ]);
    const headings = readFileSync(await template.path(), 'utf8')
      .slice(1)
      .split('\r\n')[0]!
      .split(',');
    assert.includeMembers(
      headings.map((heading) => heading.replace('*', '')),
      head.split(','),
    );

    await choose(page, { name: '新办许可.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${text}`) });
    await page.getByRole('button', { name: '预检（不写入）' }).click();
    await page.getByRole('button', { name: '导入 2 行' }).waitFor();
    const rows = await faultsOn(page);
    assert.includeDeepMembers(
      rows.map(([number, column, , code]) => [number, column, code]),
      [
        ['3', '许可证编号', 'E_LICENCE_FORMAT'],
        ['5', '主体业态', 'E_CODE_UNKNOWN'],
      ],
    );
    assert.isTrue(
      rows.some(([, column]) => column === '联系电话'),
      'all faults of a line are told at once',
    );
    for (const [, , reason] of rows) assert.match(reason!, /\p{Script=Han}/u);
    assert.equal(await countOf(client, OPERATORS), before, 'the check wrote nothing');

    await page.getByRole('button', { name: '导入 2 行' }).click();
    await page.getByRole('button', { name: '撤销导入' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载错误行（CSV）' }).click(),
    ]);
    const refused = readFileSync(await download.path(), 'utf8')
      .slice(1)
      .trim()
      .split('\r\n');
    assert.equal(refused[0], `${head},行号,错误代码,原因`);
    assert.lengthOf(refused, 3);
    assert.match(refused[1]!, /JY99.*,3,E_LICENCE_FORMAT,/);

    assert.equal(await countOf(client, OPERATORS), before + 2);
    const made = await listRecords(client, OPERATORS, { filter: `record.licence_no in ['${good.join("', '")}']` });
    assert.sameMembers(
      made.map((record) => record['licence_no']),
      good,
    );
    await page.getByRole('link', { name: '返回列表' }).click();
    await page.getByText(`共 ${before + 2} 条`).waitFor();
  });

  test('a workbook of a spreadsheet program and a text in GB18030 go in with their faults named, can be left, come back to and undone', async ({
    assert,
  }) => {
    const world = await theOffice();
    const client = await clientOf(world, 'changan-admin');
    const before = await countOf(client, 'core.person');
    const page = await openPage({ world, login: 'changan-admin' });
    for (const [name, good, codes] of [
      ['people.xlsx', 2, ['E_CELL_ERROR', 'E_EXCEL_NUMBER']],
      ['people_gb18030.csv', 1, ['E_REF_NONE', 'E_KEY_TWICE']],
    ] as const) {
      await page.goto('/import/core.person');
      await choose(page, { name, mimeType: 'application/octet-stream', buffer: readFileSync(path.join(SHEETS, name)) });
      await page.getByRole('button', { name: '预检（不写入）' }).click();
      await page.getByRole('button', { name: `导入 ${good} 行` }).waitFor();
      assert.sameMembers(
        (await faultsOn(page)).map(([, , , code]) => code),
        [...codes],
      );
      await page.getByRole('button', { name: `导入 ${good} 行` }).click();
      await page.getByRole('button', { name: '撤销导入' }).waitFor();
    }
    assert.equal(await countOf(client, 'core.person'), before + 3);
    await page.goto('/');
    await page.getByRole('button', { name: /^任务/ }).click();
    await page
      .getByRole('listitem')
      .filter({ hasText: '导入工作人员“people.xlsx”' })
      .getByRole('button', { name: '查看' })
      .click();
    await page.getByRole('button', { name: '撤销导入' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤销导入' }).click();
    await page.getByText('收回新建的 2 条').waitFor();
    assert.equal(await countOf(client, 'core.person'), before + 1);
  });

  test('who goes on with other work is told when the check of his file has ended, and a job that failed says so and why', async () => {
    const world = await theOffice();
    const page = await openPage({ world, login: 'changan-admin' });
    const lines = Array.from({ length: 20_000 }, (_, i) => `协管员,W${i},CA-JB,协管员`);
    await page.goto('/import/core.person');
    const buffer = Buffer.from(`姓名,工号,所在机构,人员类别\n${lines.join('\n')}\n`);
    await choose(page, { name: '协管员.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: '预检（不写入）' }).click();
    await page.getByText('可以离开这一页去做别的').waitFor();
    await page.getByRole('link', { name: '机构', exact: true }).click();
    const told = page.getByRole('status').filter({ hasText: '检查工作人员“协管员.csv”：可新建 20,000 条' });
    await told.getByRole('button', { name: '查看' }).click({ timeout: 60_000 });
    await page.getByRole('button', { name: '导入 20,000 行' }).waitFor();
    await failJob(world, '检查工作人员“协管员.csv”');
    await page.goto('/');
    await page.getByRole('button', { name: /^任务/ }).click();
    await page
      .getByRole('listitem')
      .filter({ hasText: '检查工作人员“协管员.csv”' })
      .getByText('没有做完 发起人的账号已停用，任务没有继续')
      .waitFor();
  }).timeout(120_000);
});

async function choose(page: Page, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: '选择文件' }).click(),
  ]);
  await chooser.setFiles(file);
}

/** Line, column, reason and code of every fault that the page shows. */
async function faultsOn(page: Page): Promise<string[][]> {
  const rows = await page.getByRole('region', { name: '有问题的行' }).getByRole('row').allInnerTexts();
  return rows.slice(1).map((row) => row.split('\t'));
}
