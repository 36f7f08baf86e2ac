// A record looked back at from its history: as the configuration of its time showed and judged it, and back to today.
import { setTimeout } from 'node:timers/promises';
import { test } from '@japa/runner';
import type { Client } from '../../server/tests/world.ts';
import { violations } from './axe.ts';
import { clientOf, openPage, theOffice } from './office.ts';
import { createRecord, listRecords, writeRecord } from './records.ts';

const LOGIN = 'zhengding-admin';

/** Publishes a patch of the bureau as its administrator does: a draft, its plan, and the plan applied. */
async function patchPeople(admin: Client, text: string): Promise<void> {
  const patch = `kind: Patch\nof: Entity core.person\nbase: core@1.0.0\nset:\n${text}`;
  const changes = [{ path: 'tenants/zhengding/patches/past.yaml', text: patch }];
  const draft = (await admin.post('/api/door/drafts', { title: '改人员', message: '', changes })).body as {
    id: string;
  };
  const at = `/api/door/drafts/${draft.id}`;
  const { hash } = (await admin.post(`${at}/plan`)).body as { hash: string };
  const { job } = (await admin.post(`${at}/apply`, { hash })).body as { job: string };
  for (let state = ''; state !== 'done'; await setTimeout(100)) {
    const answer = (await admin.get(`/api/jobs/${job}`)).body as { state: string };
    if (answer.state === 'failed') throw new Error(JSON.stringify(answer));
    state = answer.state;
  }
}

test.group('A record as it was', () => {
  test('a version opens from the history with the names, the fields and the checks of its time, and one click leads back', async ({
    assert,
  }) => {
    const world = await theOffice();
    const admin = await clientOf(world, LOGIN);
    await patchPeople(
      admin,
      `  fields.name.label: 旧时的姓名
  fields.x_gone: { type: string, label: 后来去掉的 }
  checks.x_long: { rule: "size(record.name) > 1", message: 姓名要两个字以上, at: name, level: warn }
`,
    );
    const [org] = await listRecords(admin, 'core.org', { limit: '1' });
    const made = await createRecord(admin, 'core.person', {
      ...{ name: '王', staff_no: 'PAST-1', org: org!.id, x_gone: '当时填的', phone: '13812342046' },
    });
    await patchPeople(admin, '  fields.name.label: 今天的姓名\n');
    await writeRecord(admin, 'core.person', made.id, { name: '王小明' });

    const page = await openPage({ world, login: LOGIN });
    await page.goto(`/record/core.person/${made.id}?tab=history`);
    await page.getByRole('link', { name: '当时的样子' }).last().click();
    await page.getByText('这是从前的样子，只能看，不能改').waitFor();
    const main = await page.locator('main').innerText();
    for (const text of ['旧时的姓名', '后来去掉的', '当时填的', '姓名要两个字以上', '需留意'])
      assert.include(main, text);
    assert.notInclude(main, '今天的姓名');
    assert.notInclude(main, '13812342046', 'what is masked today is masked in what was');
    assert.equal(await page.locator('main').locator('input, textarea').count(), 0);
    assert.equal(await page.getByRole('link', { name: '编辑' }).count(), 0);
    assert.deepEqual(await violations(page), []);

    await page.getByRole('link', { name: '更晚一次' }).click();
    await page.getByText('今天的姓名').waitFor();
    await page.getByRole('link', { name: '回到今天' }).click();
    await page.getByRole('link', { name: '编辑' }).waitFor();
    assert.equal(new URL(page.url()).pathname, `/record/core.person/${made.id}`);
  });
});
