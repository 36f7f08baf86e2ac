import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { clientOf, openPage, theOffice } from './office.ts';
import { createOperator, listRecords } from './records.ts';
import { waitForRows } from './steps.ts';

const OPERATORS = 'food.operator';

test.group("A bureau's own patch", () => {
  test('the field, label and saved list that 长安区 added stand on its form, list and detail page', async ({
    assert,
  }) => {
    const world = await theOffice();
    const shop = await createOperator(await clientOf(world, 'changan-admin'), 401, { x_stall_no: 'B-12' });
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto(`/record/food.operator/${shop.id}`);
    await page.getByText('B-12').first().waitFor();
    await page.getByText('食品安全负责人').first().waitFor();
    assert.isTrue(await hasLabel(page, '摊位号'));
    await page.getByRole('link', { name: '编辑' }).click();
    assert.equal(await page.getByLabel('摊位号').inputValue(), 'B-12');
    await page.goto('/list/food.operators?saved=x_stalls');
    await waitForRows(page);
    assert.equal(await page.getByRole('columnheader', { name: '摊位号' }).count(), 1);
    await page.locator('.ag-row', { hasText: 'B-12' }).waitFor();
    await page
      .getByRole('navigation', { name: '视图' })
      .getByRole('button', { name: /市场摊位/ })
      .waitFor();
  });

  test('nothing of it stands on the pages of 鹿泉区', async ({ assert }) => {
    const world = await theOffice();
    const [shop] = await listRecords(await clientOf(world, 'luquan-admin'), OPERATORS, { limit: '1' });
    const page = await openPage({ world, login: 'luquan-admin' });
    await page.goto(`/record/food.operator/${shop!.id}`);
    await page.getByText('食品安全管理员').first().waitFor();
    assert.isFalse(await hasLabel(page, '摊位号'));
    assert.isFalse(await hasLabel(page, '食品安全负责人'));
    await page.getByRole('link', { name: '编辑' }).click();
    await page.locator('#f_address').waitFor();
    assert.equal(await page.locator('[data-field="x_stall_no"]').count(), 0);
    await page.goto('/list/food.operators');
    await waitForRows(page);
    assert.equal(await page.getByRole('columnheader', { name: '摊位号' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: /市场摊位/ }).count(), 0);
    await page.getByRole('button', { name: '选择列' }).click();
    await page.getByRole('checkbox', { name: '联系电话' }).waitFor();
    assert.equal(await page.getByRole('checkbox', { name: '摊位号' }).count(), 0);
  });
});

async function hasLabel(page: Page, label: string): Promise<boolean> {
  return (await page.locator('main').innerText()).includes(label);
}
