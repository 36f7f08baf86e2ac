import { readFileSync } from 'node:fs';
import { test } from '@japa/runner';
import { addPackage } from '../../server/tests/added_package.ts';
import { startWorld, type World } from '../../server/tests/world.ts';
import { foreignWords, violations } from './axe.ts';
import { clientOf, openPage } from './office.ts';
import { listRecords } from './records.ts';
import { choose, waitForRows, waitForTitles } from './steps.ts';

const POINTS = 'stall.service_point';
const KEEPER = 'changan-keeper';

test.group('One entity as YAML and nothing else', (group) => {
  let world: World;
  group.setup(async () => {
    world = await startWorld({ subjects: 60, screens: true });
    await addPackage(world, {
      folder: 'examples/one_entity',
      entry: 'stall: 1.0.0',
      tenant: 'changan',
      account: { login: KEEPER, name: '服务站管理员', roles: ['core.staff', 'stall.keeper'], org_code: 'CA' },
    });
    return () => world.stop();
  });

  test('it has a place in the menu, an empty list, a form with its rules, a detail page with history, a list with search and export', async ({
    assert,
  }) => {
    const page = await openPage({ world, login: KEEPER });
    const sound = async () => assert.deepEqual([await violations(page), await foreignWords(page)], [[], []]);
    await page.goto('/');
    await page
      .getByRole('navigation', { name: '主菜单' })
      .getByRole('link', { name: /便民服务站/ })
      .click();
    await page.getByText('还没有便民服务站').waitFor();
    await page.locator('main').getByRole('link', { name: '新建便民服务站' }).first().click();

    await page.locator('#f_name').fill('北国商城消费维权服务站');
    await page.getByRole('button', { name: '保存' }).click();
    const summary = page.getByRole('alert').filter({ hasText: '处需要修改' });
    await summary.waitFor();
    const faults = await summary.innerText();
    for (const label of ['站点类型', '监管所', '地址', '设立日期']) assert.include(faults, label);
    await sound();
    await choose(page, '#f_kind', '维权');
    await choose(page, '#f_station', '建北');
    await page.locator('#f_address').fill('河北省石家庄市长安区中山东路188号');
    await page.locator('#f_phone').fill('13900001111');
    await page.locator('#f_opened_on').fill('2024-05-01');
    await page.locator('#f_closed_on').fill('2020-01-01');
    await page.keyboard.press('Tab');
    await page.getByText('撤销日期不能早于设立日期').first().waitFor();
    await page.locator('#f_closed_on').fill('');
    await page.keyboard.press('Control+Enter');

    await page.getByRole('heading', { level: 1, name: '北国商城消费维权服务站' }).waitFor();
    await page.getByText('消费维权服务站', { exact: true }).first().waitFor();
    const detail = await page.locator('main').innerText();
    assert.match(detail, /139\*{4}1111/);
    assert.match(detail, /开放中\s*是/);
    await sound();
    await page.getByRole('link', { name: '编辑' }).click();
    await page.locator('#f_closed_on').fill('2025-05-01');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('tab', { name: '变更记录' }).click();
    const history = page.getByRole('tabpanel');
    await history.locator('ins', { hasText: '2025-05-01' }).waitFor();
    assert.match(await history.innerText(), /服务站管理员[\s\S]*撤销日期/);

    await page
      .getByRole('navigation', { name: '主菜单' })
      .getByRole('link', { name: /便民服务站/ })
      .click();
    await waitForRows(page);
    await sound();
    await page.getByLabel('在便民服务站里查找').fill('维权');
    await page.waitForURL((url) => url.searchParams.get('q') === '维权');
    await waitForTitles(page, ['北国商城消费维权服务站']);
    await page.locator('.ag-row .sj-cell-title').click();
    await page
      .getByRole('complementary', { name: '所选记录' })
      .getByRole('heading', { name: /北国商城/ })
      .waitFor();
    await page.getByRole('button', { name: '导出', exact: true }).click();
    await page.getByRole('dialog').getByRole('radio', { name: /CSV/ }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出文件' }).click(),
    ]);
    const exported = readFileSync(await download.path(), 'utf8');
    assert.match(exported, /北国商城消费维权服务站,消费维权服务站,.*188号/, exported);
    assert.lengthOf(await listRecords(await clientOf(world, KEEPER), POINTS), 1);
  });
});
