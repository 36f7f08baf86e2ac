import { readFileSync } from 'node:fs';
import { test } from '@japa/runner';
import { clientOf, openPage, theOffice } from './office.ts';
import { countOf, licenceNo, listRecords } from './records.ts';
import { waitForRows } from './steps.ts';

const OPERATORS = 'food.operator';

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
    await page.getByRole('button', { name: '导入', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: '导入食品经营者' });
    const [template] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('link', { name: '下载模板' }).click(),
    ]);
    const headings = readFileSync(await template.path(), 'utf8')
      .slice(1)
      .trim()
      .split(',');
    assert.includeMembers(headings, head.split(','));

    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      dialog.getByRole('button', { name: '选择 CSV 文件' }).click(),
    ]);
    await chooser.setFiles({ name: '新办许可.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${text}`) });
    await dialog.getByRole('button', { name: '导入 2 行' }).waitFor();
    const faults = dialog.getByRole('region', { name: '有问题的行' });
    const rows = (await faults.getByRole('row').allInnerTexts()).slice(1).map((row) => row.split('\t'));
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

    await dialog.getByRole('button', { name: '导入 2 行' }).click();
    await dialog.getByRole('link', { name: '第 2 行' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: '下载有问题的 2 行' }).click(),
    ]);
    const refused = readFileSync(await download.path(), 'utf8')
      .slice(1)
      .trim()
      .split('\r\n');
    assert.equal(refused[0], `${head},行号,错误代码,原因`);
    assert.lengthOf(refused, 3);
    assert.match(refused[1]!, /JY99.*,3,E_LICENCE_FORMAT,/);
    await dialog.getByRole('button', { name: '完成' }).click();

    assert.equal(await countOf(client, OPERATORS), before + 2);
    const made = await listRecords(client, OPERATORS, { filter: `record.licence_no in ['${good.join("', '")}']` });
    assert.sameMembers(
      made.map((record) => record['licence_no']),
      good,
    );
    await page.getByText(`共 ${before + 2} 条`).waitFor();
  });
});
