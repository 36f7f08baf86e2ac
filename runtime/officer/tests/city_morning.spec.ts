import { test } from '@japa/runner';
import { violations } from './axe.ts';
import { clientOf, openPage, theOffice } from './office.ts';
import { waitForRows } from './steps.ts';

interface Counted {
  items: { group: { _tenant: { value: string } }; measure: { count: number } }[];
}

test.group("A city viewer's morning", (group) => {
  group.setup(async () => void (await theOffice()));

  test('home counts every county, a number opens its rows, and a record of a county is looked at and not changed', async ({
    assert,
  }) => {
    const world = await theOffice();
    const client = await clientOf(world, 'sjz-viewer');
    const { items } = (await client.get('/api/records/food.operator/aggregate?group=_tenant')).body as Counted;
    const zhengding = items.find((item) => item.group._tenant.value === 'zhengding')!.measure.count;
    const all = items.reduce((sum, item) => sum + item.measure.count, 0);

    const page = await openPage({ world, login: 'sjz-viewer' });
    await page.goto('/');
    const table = page.getByRole('region', { name: '各单位情况' });
    await table.getByRole('link', { name: `正定县市场监督管理局食品经营者 ${zhengding}`, exact: true }).waitFor();
    await page
      .getByRole('region', { name: '食品经营者', exact: true })
      .getByRole('link', { name: `食品经营者 ${all}` })
      .waitFor();
    assert.deepEqual(await violations(page), []);
    await table.getByRole('link', { name: `正定县市场监督管理局食品经营者 ${zhengding}`, exact: true }).click();

    await page.waitForURL('**/list/food.operators?f._tenant=in%3Azhengding');
    await page.getByText(`共 ${zhengding} 条`).waitFor();
    await waitForRows(page);
    const cells = page.locator('.ag-row [col-id="_tenant"]');
    assert.deepEqual([...new Set(await cells.allInnerTexts())], ['正定县']);

    await page.getByRole('button', { name: '所属单位 正定县', exact: true }).click();
    await page.getByRole('checkbox', { name: '鹿泉区' }).click();
    await page.getByRole('button', { name: '完成' }).click();
    const luquan = items.find((item) => item.group._tenant.value === 'luquan')!.measure.count;
    await page.getByText(`共 ${zhengding + luquan} 条`).waitFor();
    await page.getByRole('button', { name: '去掉条件：所属单位' }).click();
    await page.getByText(`共 ${all} 条`).waitFor();

    await page.goto('/list/food.operators?f._tenant=in:changan');
    await waitForRows(page);
    await page.locator('.ag-row .sj-cell-title').first().click();
    const side = page.getByRole('complementary', { name: '所选记录' });
    await side.getByRole('link', { name: '打开档案' }).waitFor();
    assert.equal(await side.getByRole('link', { name: '编辑' }).count(), 0);
    await side.getByRole('link', { name: '打开档案' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByText('长安区市场监督管理局', { exact: true }).first().waitFor();
    assert.equal(await page.getByRole('link', { name: '编辑' }).count(), 0);
    await page.getByRole('tab', { name: '变更记录' }).click();
    await page.getByRole('tabpanel').waitFor();
    await page.getByRole('button', { name: /^更多操作/ }).click();
    assert.equal(await page.getByRole('menuitem', { name: '删除' }).count(), 0);
  });

  test('the phone counts by county in blocks, shows the bureau on every card and filters by it', async ({ assert }) => {
    const world = await theOffice();
    const page = await openPage({ world, login: 'sjz-viewer', phone: true });
    await page.goto('/');
    const link = page.getByRole('link', { name: /^鹿泉区市场监督管理局食品经营者 \d/ });
    await link.waitFor();
    const box = (await link.boundingBox())!;
    assert.isAtLeast(box.height, 44);
    assert.isAtMost(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    await link.click();
    await page.getByText('所属单位').first().waitFor();
    await page.getByRole('button', { name: '筛选' }).click();
    await page.getByRole('button', { name: '所属单位 鹿泉区', exact: true }).waitFor();
    assert.deepEqual(await violations(page), []);
  });
});
