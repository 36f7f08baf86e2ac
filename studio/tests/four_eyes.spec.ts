import { readFile } from 'node:fs/promises';
import { test } from '@japa/runner';
import { violations } from '../../runtime/officer/tests/axe.ts';
import { clientOf, openPage } from '../../runtime/officer/tests/office.ts';
import { COLLEAGUE, draftOf, officeOfTwo, setFourEyes, textNow } from './colleagues.ts';
import { PATCH } from './sources.ts';

test.group('A second pair of eyes', (group) => {
  group.setup(() => setFourEyes(true));
  group.teardown(() => setFourEyes(false));

  test('an admin makes a rule stricter, sees whom it hits, cannot approve it herself, and a colleague does', async ({
    assert,
  }) => {
    const world = await officeOfTwo();
    const admin = await clientOf(world, 'changan-admin');
    const before = await textNow(admin, PATCH);
    const check = '  checks.x_stall: { rule: "has(record.x_stall_no)", message: 请填写摊位号 }\nmove:';
    const draft = await draftOf(admin, '摊位号都要填', [{ path: PATCH, text: before.replace('move:', check) }]);

    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto(`/studio/drafts/${draft}?tab=plan`);
    const confirm = page.getByRole('region', { name: '需确认' });
    const rows = confirm.getByRole('button', { name: /^看这 \d+ 条$/ });
    const count = Number(/\d+/.exec(await rows.innerText())![0]);
    assert.isAbove(count, 0);
    assert.include(await confirm.innerText(), `${count} 条已有记录不符合`);
    await rows.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`您看得到 ${count} 条`).waitFor();
    assert.equal(await dialog.getByRole('row').count(), Math.min(count, 200) + 1);
    assert.deepEqual(await violations(page), []);
    const saving = page.waitForEvent('download');
    await dialog.getByRole('button', { name: '下载清单' }).click();
    const file = await readFile(await (await saving).path(), 'utf8');
    // A header, the records, and the line that says who exported them.
    assert.equal(file.trimEnd().split('\r\n').length, count + 2);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    assert.equal(await page.getByRole('button', { name: '发布' }).count(), 0);
    await page.getByText('送审后，由另一位有权限的同事批准').waitFor();
    await page.getByRole('button', { name: '送审' }).click();
    await page.getByText('这份草稿您也写过，要由另一位同事批准').waitFor();
    assert.equal(await page.getByRole('button', { name: '批准' }).count(), 0);

    const colleague = await openPage({ world, login: COLLEAGUE });
    await colleague.goto('/studio/drafts');
    await colleague.getByRole('link', { name: /摊位号都要填/ }).click();
    await colleague.getByRole('button', { name: '退回' }).click();
    const asks = colleague.getByRole('dialog');
    await asks.getByRole('button', { name: '退回' }).click();
    await asks.getByText('请写明要改什么').waitFor();
    await asks.getByLabel(/退回原因/).fill('先通知经营者');
    await asks.getByRole('button', { name: '退回' }).click();
    // Nobody reloads the author's page.
    await page.getByText(`${COLLEAGUE} 退回：先通知经营者`).waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: '送审' }).click();

    await page.getByText('待审批').waitFor();
    await colleague.reload();
    await colleague.getByRole('button', { name: '批准' }).click();
    await asks.getByLabel('意见（可不填）').fill('已通知');
    await asks.getByRole('button', { name: '批准' }).click();
    await page.getByText(`${COLLEAGUE} 批准：已通知`).waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: '发布' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    await page.getByText(/已发布为第 \d+ 版/).waitFor({ timeout: 40_000 });

    const registrar = await clientOf(world, 'changan-registrar');
    const { items } = (await registrar.get('/api/records/food.operator?limit=1')).body as { items: { id: string }[] };
    const at = `/api/records/food.operator/${items[0]!.id}`;
    const change = async (stall: string | null): Promise<number> => {
      const { version } = (await registrar.get(at)).body as { version: number };
      return (await registrar.patch(at, { x_stall_no: stall }, { 'If-Match': `"${version}"` })).status;
    };
    assert.equal(await change('A-1'), 200);
    assert.equal(await change(null), 422);
  });

  test('what no longer fits when it is published is told on the page, and the bureau stays as it was', async ({
    assert,
  }) => {
    const world = await officeOfTwo();
    const [admin, colleague] = [await clientOf(world, 'changan-admin'), await clientOf(world, COLLEAGUE)];
    const text = `${await textNow(admin, PATCH)}# 备注\n`;
    const draft = await draftOf(admin, '加一行备注', [{ path: PATCH, text }]);
    await admin.post(`/api/door/drafts/${draft}/submit`, {});
    const { hash } = (await colleague.post(`/api/door/drafts/${draft}/plan`, {})).body as { hash: string };
    await colleague.post(`/api/door/drafts/${draft}/approve`, { hash, comment: null });
    const page = await openPage({
      world,
      login: 'changan-admin',
      refusals: [`409 /api/door/drafts/${draft}/apply`],
    });
    await page.goto(`/studio/drafts/${draft}?tab=plan`);
    await page.getByRole('button', { name: '发布' }).click();
    // Somebody takes the approval back while the question stands.
    await colleague.post(`/api/door/drafts/${draft}/reject`, { comment: '再等等' });
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    await page
      .getByRole('alert')
      .getByText(/没有发布/)
      .waitFor();
    await page.getByText(`${COLLEAGUE} 退回：再等等`).waitFor();
    assert.equal(await page.getByText(/已发布为第/).count(), 0);
  });
});
