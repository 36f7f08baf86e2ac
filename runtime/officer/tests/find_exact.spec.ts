import { test } from '@japa/runner';
import { foreignWords, violations } from './axe.ts';
import { clientOf, openPage, theOffice } from './office.ts';

const ID = '130102199003075517';

test.group('Looking for a person by a whole number', (group) => {
  group.setup(async () => void (await theOffice()));

  for (const phone of [false, true]) {
    test(`wants the number and a purpose, and leads to the record (${phone ? 'phone' : 'desk'})`, async ({
      assert,
    }) => {
      const world = await theOffice();
      const client = await clientOf(world, 'changan-registrar');
      const { items } = (await client.get('/api/records/market.subject?limit=1')).body as { items: { id: string }[] };
      await client.post('/api/records/market.person', {
        name: '欧阳静好',
        id_no: ID,
        part: 'member',
        subject: items[0]!.id,
      });
      const page = await openPage({
        world,
        login: 'changan-registrar',
        phone,
        refusals: ['422 /api/records/market.person/find'],
      });
      await page.goto('/list/market.people');
      await page.getByRole('button', { name: '更多操作' }).click();
      await page.getByRole('menuitem', { name: '按完整号码查找' }).click();
      const dialog = page.getByRole('dialog', { name: /按完整身份证号码查找/ });
      await dialog.getByLabel('身份证号码').fill('1301021990');
      await dialog.getByLabel('查找原因').fill('核对办事人');
      await dialog.getByRole('button', { name: '查找' }).click();
      await dialog.getByText('请填写完整、正确的身份证号码').waitFor();
      await dialog.getByLabel('身份证号码').fill(ID);
      await dialog.getByRole('button', { name: '查找' }).click();
      await dialog.getByText(/找到 \d+ 条/).waitFor();
      assert.deepEqual([await violations(page), await foreignWords(page)], [[], []]);
      await dialog.getByRole('link').first().click();
      await page.waitForURL(/\/record\/market\.person\//);
    });
  }
});
