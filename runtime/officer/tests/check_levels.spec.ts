import { test } from '@japa/runner';
import { addPackage } from '../../server/tests/added_package.ts';
import { startWorld, type World } from '../../server/tests/world.ts';
import { foreignWords, violations } from './axe.ts';
import { clientOf, openPage } from './office.ts';

const SELLER = 'quota-seller';

test.group('A form whose checks have levels', (group) => {
  let world: World;
  group.setup(async () => {
    world = await startWorld({ subjects: 60, screens: true });
    await addPackage(world, {
      folder: 'examples/quota',
      entry: 'quota: 1.0.0',
      tenant: 'changan',
      account: { login: SELLER, name: '登记员', roles: ['core.staff', 'quota.seller'], org_code: 'CA' },
    });
    const client = await clientOf(world, SELLER);
    await client.post('/api/records/quota.class', { name: '含麻黄碱制剂', limit: 20 });
    return () => world.stop();
  });

  for (const phone of [false, true]) {
    test(`asks for the reason, saves with it and marks what is to be verified (${phone ? 'phone' : 'desk'})`, async ({
      assert,
    }) => {
      const page = await openPage({ world, login: SELLER, phone });
      await page.goto('/record/quota.sale/new');
      if (phone) await page.locator('#f_class').click();
      await (phone ? page.getByRole('dialog').getByRole('textbox') : page.locator('#f_class')).fill('含麻黄碱');
      await page.getByText('含麻黄碱制剂', { exact: true }).click();
      await page.locator('#f_buyer').fill('张三');
      await page.locator('#f_quantity').fill('8');
      // Texts follow the record: the limit of what was picked, the name that was typed.
      await page.getByText('数量（盒）').waitFor();
      await page.getByText('含麻黄碱制剂限购 20').waitFor();
      await page.getByRole('heading', { name: '张三购买登记' }).waitFor();
      await page.locator('#f_usual').fill('1');
      await page.getByRole('button', { name: '保存' }).first().click();
      const reason = page.getByRole('textbox', { name: /原因/ });
      await reason.waitFor();
      assert.include(await page.getByRole('alert').first().innerText(), '数量超过平时的 3 倍');
      assert.deepEqual([await violations(page), await foreignWords(page)], [[], []]);
      await reason.fill('单位集体采购');
      await page.getByRole('button', { name: '说明原因' }).click();
      await reason.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: '保存' }).first().click();
      await page.getByRole('heading', { level: 1, name: '张三' }).waitFor();
      await page.locator('main').getByText('待核实').first().waitFor();
      await page.getByRole('tab', { name: '变更记录' }).click();
      await page.getByText(/单位集体采购/).waitFor();
      assert.deepEqual([await violations(page), await foreignWords(page)], [[], []]);
    });
  }
});
