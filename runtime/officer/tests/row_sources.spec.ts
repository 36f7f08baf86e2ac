import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { addPackage } from '../../server/tests/added_package.ts';
import { startWorld, type World } from '../../server/tests/world.ts';
import { foreignWords, violations } from './axe.ts';
import { clientOf, openPage } from './office.ts';

const KEEPER = 'gauge-keeper';

test.group('Rows that nobody adds by hand, in a form', (group) => {
  let world: World;
  group.setup(async () => {
    world = await startWorld({ subjects: 30, screens: true });
    await addPackage(world, {
      folder: 'examples/gauge',
      entry: 'gauge: 1.0.0',
      tenant: 'changan',
      account: { login: KEEPER, name: '计量员', roles: ['core.staff', 'gauge.keeper'], org_code: 'CA' },
    });
    const client = await clientOf(world, KEEPER);
    const guns = [{ factory_no: 'Q-1001' }, { factory_no: 'Q-1002' }];
    await client.post('/api/records/gauge.pump', { maker: '正星', serial: 'ZX-1', gun_count: 2, guns });
    await client.post('/api/records/gauge.basis', { number: '国检443-2023', valid_until: '2031-01-01' });
    return () => world.stop();
  });

  const open = async (entity: string, phone = false): Promise<Page> => {
    const page = await openPage({ world, login: KEEPER, phone });
    await page.goto(`/record/gauge.${entity}/new`);
    await page.getByRole('button', { name: '保存' }).first().waitFor();
    return page;
  };
  const rows = (page: Page, field: string) => page.locator(`#f_${field}`).getByRole('group', { name: /^第 \d+ 行$/ });

  test('rows follow the number, keep what was typed, and cannot be added by hand', async ({ assert }) => {
    const page = await open('pump');
    await page.locator('#f_maker').fill('托肯');
    await page.locator('#f_serial').fill('TK-9');
    await page.locator('#f_gun_count').fill('3');
    await rows(page, 'guns').nth(2).waitFor();
    assert.equal(await page.locator('#f_guns_2_no').inputValue(), '3');
    await page.locator('#f_guns_1_factory_no').fill('K-2');
    await page.locator('#f_gun_count').fill('1');
    await rows(page, 'guns').nth(1).waitFor({ state: 'detached' });
    await page.locator('#f_gun_count').fill('2');
    await page.locator('#f_guns_1_factory_no').waitFor();
    assert.equal(await page.locator('#f_guns_1_factory_no').inputValue(), 'K-2');
    const buttons = page.locator('#f_guns').getByRole('button', { name: /添加一行|复制|去掉/ });
    assert.equal(await buttons.count(), 0);
    await page.locator('#f_guns_0_factory_no').fill('K-1');
    assert.deepEqual([await violations(page), await foreignWords(page)], [[], []]);
    await page.getByRole('button', { name: '保存' }).first().click();
    await page.getByRole('heading', { level: 1, name: '托肯 TK-9' }).waitFor();
  });

  for (const phone of [false, true])
    test(`choosing a pump brings its guns, the items and the bases${phone ? ', on the phone' : ''}`, async ({
      assert,
    }) => {
      const page = await open('verification', phone);
      await rows(page, 'checks').nth(2).waitFor();
      if (phone) await page.locator('#f_pump').click();
      await (phone ? page.getByRole('dialog').locator('input') : page.locator('#f_pump')).fill('ZX-1');
      await (
        phone ? page.getByRole('dialog').getByText('正星 ZX-1') : page.getByRole('option', { name: /ZX-1/ })
      ).click();
      await rows(page, 'guns').nth(1).waitFor();
      await rows(page, 'bases').first().waitFor();
      const text = await page.locator('main').innerText();
      for (const shown of ['Q-1001', 'Q-1002', '示值误差', '国检443-2023']) assert.include(text, shown);
      assert.notInclude(text, '旧项目');
      for (const at of [0, 1]) {
        await page.locator(`#f_guns_${at}_verdict`).click();
        await (
          phone
            ? page.getByRole('dialog').getByText('合格', { exact: true })
            : page.getByRole('option', { name: /^合格/ })
        ).click();
      }
      assert.deepEqual([await violations(page), await foreignWords(page)], [[], []]);
      if (process.env['SHOTS'])
        await page.screenshot({ path: `${process.env['SHOTS']}/rows${phone ? '-phone' : ''}.png`, fullPage: true });
      await page.getByRole('button', { name: '保存' }).first().click();
      await page.getByRole('heading', { level: 1, name: /ZX-1/ }).waitFor();
      if (process.env['SHOTS'])
        await page.screenshot({
          path: `${process.env['SHOTS']}/rows-saved${phone ? '-phone' : ''}.png`,
          fullPage: true,
        });
    });
});
