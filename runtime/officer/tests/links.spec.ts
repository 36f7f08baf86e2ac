import { test } from '@japa/runner';
import { clientOf, openPage, theOffice } from './office.ts';
import { createOperator } from './records.ts';
import { logIn } from './steps.ts';

test.group('A link that a colleague sent', () => {
  test('leads through the login to the very tab of the record, and tells who may not see it no more than that', async ({
    assert,
  }) => {
    const world = await theOffice();
    const admin = await clientOf(world, 'changan-admin');
    const shop = await createOperator(admin, 471, { address: '河北省石家庄市长安区槐荫巷 471 号' });
    const link = `/record/food.operator/${shop.id}?tab=history`;
    const his = await openPage({ world });
    await his.goto(link);
    await his.waitForURL('**/login');
    await logIn(his, 'changan-officer', world.password);
    await his.getByRole('heading', { level: 1, name: shop._title }).waitFor();
    const { pathname, search } = new URL(his.url());
    assert.equal(pathname + search, link);
    await his.getByRole('tab', { name: '变更记录', selected: true }).waitFor();

    const other = await openPage({ world, login: 'changan-officer3', refusals: ['404 /api/records/food.operator'] });
    for (const address of [link, `/record/food.operator/${shop.id}/edit`]) {
      await other.goto(address);
      const refusal = other.getByRole('alert');
      await refusal.getByText('您所在单位看不到这条').waitFor();
      const said = await other.locator('main').innerText();
      for (const secret of [shop._title, '槐荫巷', String(shop['licence_no'])]) assert.notInclude(said, secret);
      await refusal.getByRole('link', { name: /^回到/ }).waitFor();
    }
  });
});
