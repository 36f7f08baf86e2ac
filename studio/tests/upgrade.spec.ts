import path from 'node:path';
import { test } from '@japa/runner';
import type { Page } from 'playwright-core';
import { violations } from '../../runtime/officer/tests/axe.ts';
import { clientOf, openPage } from '../../runtime/officer/tests/office.ts';
import { UPGRADE, filesBelow, hawker, tarball, upload } from '../../runtime/server/tests/package_files.ts';
import { COLLEAGUE, officeOfTwo, publish } from './colleagues.ts';

const fileOf = (name: string, files: Parameters<typeof tarball>[0]) => ({
  name,
  mimeType: 'application/gzip',
  buffer: tarball(files),
});

test.group('The versions of a package', (group) => {
  group.setup(async () => {
    const world = await officeOfTwo();
    const [city, admin] = [await clientOf(world, 'sjz-admin'), await clientOf(world, 'changan-admin')];
    await upload(city, hawker('1.0.0'));
    const { draft } = (await admin.post('/api/door/packages/hawker/install', {})).body as {
      draft: { id: string; version: string; changes: object[] };
    };
    const patches = filesBelow(path.join(UPGRADE, 'changan')).map((file) => ({
      ...file,
      path: `tenants/changan/patches/${file.path}`,
    }));
    const body = { changes: [...draft.changes, ...patches] };
    await admin.put(`/api/door/drafts/${draft.id}`, body, { 'If-Match': `"${draft.version}"` });
    await publish(admin, draft.id);
  });

  test('a package from a file is refused with every fault and its place, and put on the shelf once it is sound', async ({
    assert,
  }) => {
    const world = await officeOfTwo();
    const page = await openPage({ world, login: 'sjz-admin', refusals: ['422 /api/door/packages'] });
    await page.goto('/studio/packages');
    const chosen = page.getByLabel('选择包文件');
    const sound = hawker('2.0.0');
    const broken = sound.map((file) => ({ ...file, text: file.text.replace('person_name', 'persn_name') }));
    await chosen.setInputFiles(fileOf('hawker-broken.tgz', broken));
    const alert = page.getByRole('alert');
    await alert.getByText('没有装入“hawker-broken.tgz”').waitFor();
    assert.match(await alert.innerText(), /entities\/hawker\.yaml.*\n?.*persn_name/);
    await chosen.setInputFiles({ name: 'a.tgz', mimeType: 'text/plain', buffer: Buffer.from('no package') });
    await alert.getByText('没有装入“a.tgz”').waitFor();
    await chosen.setInputFiles(fileOf('hawker-2.0.0.tgz', sound));
    await page.getByText('可用版本 2.0.0、1.0.0').waitFor();
    assert.equal(await alert.count(), 0);
  });

  test('an upgrade is asked for, its conflicts are decided by two people beside one another, and it is published', async ({
    assert,
  }) => {
    const world = await officeOfTwo();
    const admin = await clientOf(world, 'changan-admin');
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto('/studio/packages');
    await page.getByText('可升级到 2.0.0').waitFor();
    await page.getByRole('button', { name: '升级', exact: true }).click();
    await page
      .getByRole('dialog')
      .getByText(/本局现在用 1\.0\.0/)
      .waitFor();
    await page.getByRole('button', { name: '写成草稿，看计划' }).click();
    await page.getByRole('tab', { name: '冲突台 · 4 处待定' }).waitFor();
    assert.isTrue(await page.getByRole('button', { name: '发布' }).isDisabled());
    await page.getByText('还有 4 处冲突要决定，本局仍按原来的配置办理').waitFor();

    const label = page.getByRole('region', { name: /业务对象“食品摊贩”/ });
    for (const [side, value, place] of [
      ['现用的 1.0.0', '管理人', 'packages/hawker-1.0.0/entities/hawker.yaml:9'],
      ['要换成的 2.0.0', '食品安全员', 'packages/hawker-2.0.0/entities/hawker.yaml:9'],
      ['本局', '食品安全负责人', 'tenants/changan/patches/hawker.hawker.yaml:6'],
    ] as const) {
      const said = await label.getByRole('group', { name: side }).innerText();
      assert.include(said, value);
      assert.include(said, place);
    }

    assert.deepEqual(await violations(page), []);
    const colleague = await openPage({ world, login: COLLEAGUE, refusals: ['422 /api/door/conflicts'] });
    await colleague.goto(page.url());
    const role = colleague.getByRole('region', { name: /角色“摊贩监管人员”/ });
    await role.getByLabel('都不合适，另写一个值').fill('[unfinished');
    await role.getByRole('button', { name: '用这个值' }).click();
    await role.getByText(/请按 YAML/).waitFor();
    await role.getByRole('button', { name: '留本局的' }).click();
    await role.getByText('已决定').waitFor();

    await label.getByRole('button', { name: '留本局的' }).click();
    await page.getByText('4 处已决定 2 处').waitFor();
    await page
      .getByRole('region', { name: /代码表“经营品类”/ })
      .getByRole('button', { name: '去掉本局这一处' })
      .click();
    const section = page.getByRole('region', { name: /表单“食品摊贩”/ });
    await section.getByLabel('都不合适，另写一个值').fill('负责人与健康');
    await section.getByRole('button', { name: '用这个值' }).click();
    await page.getByText('4 处都已决定。').waitFor();
    await page.getByRole('link', { name: '去看计划' }).click();

    await page.getByRole('region', { name: '安全' }).getByText('新增：“食品摊贩 › 健康证”').waitFor();
    await page.getByRole('tab', { name: '体检' }).click();
    await page.getByText(/发布以后全局共有 \d+ 处可以留意/).waitFor();
    // Its documents are read over the version that it goes to: nothing is wrong with them.
    await page.getByRole('button', { name: '继续改文档' }).click();
    await page.goto('/studio/documents?path=tenants/changan/patches/hawker.hawker.yaml');
    await page.locator('.cm-content', { hasText: 'safety_officer' }).nth(1).waitFor();
    await page.getByText('检查通过').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: /正在改的草稿/ }).click();
    await page.getByRole('menuitem', { name: '查看改动和计划' }).click();
    await publishHere(page);
    const door = (await admin.get('/api/door')).body as { packages: { name: string; version: string }[] };
    assert.equal(door.packages.find(({ name }) => name === 'hawker')?.version, '2.0.0');
  });

  test('the way back to an older version asks by the versions it goes between, and is dropped; the history goes back instead', async ({
    assert,
  }) => {
    const world = await officeOfTwo();
    const admin = await clientOf(world, 'changan-admin');
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto('/studio/packages');
    await page.getByRole('button', { name: '换回旧版本' }).click();
    await page
      .getByRole('dialog')
      .getByText(/旧版本没有的内容会停用/)
      .waitFor();
    await page.getByRole('button', { name: '写成草稿，看计划' }).click();
    await page.getByRole('group', { name: '要换成的 1.0.0' }).first().waitFor();
    await page.getByRole('button', { name: '放弃' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '放弃草稿' }).click();
    await page.waitForURL('**/studio/drafts');

    await page.goto('/studio/history');
    await page.getByRole('button', { name: /^退回到第 \d+ 版$/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: '看退回的计划' }).click();
    await page
      .getByText(/“食品摊贩 › 健康证”/)
      .first()
      .waitFor();
    await publishHere(page);
    const door = (await admin.get('/api/door')).body as { packages: { name: string; version: string }[] };
    assert.equal(door.packages.find(({ name }) => name === 'hawker')?.version, '1.0.0');
  });

  test('a package that is given up takes its settings along, and says what becomes of its records', async ({
    assert,
  }) => {
    const world = await officeOfTwo();
    const page = await openPage({ world, login: 'changan-admin' });
    await page.goto('/studio/packages');
    const food = page.getByRole('listitem').filter({ hasText: '食品安全监管' });
    await food.getByRole('button', { name: '停用' }).click();
    await page.getByRole('dialog').getByLabel('保留记录，以后再启用还在').check();
    await page.getByRole('button', { name: '写成草稿，看计划' }).click();
    await page.waitForURL('**/studio/drafts/*');
    await page.getByText('停用业务包').waitFor();
    await page
      .getByText(/条记录/)
      .first()
      .waitFor();
    assert.equal(await page.getByRole('tab', { name: /冲突台/ }).count(), 0);
    await page.getByRole('tab', { name: /^改动/ }).click();
    await page
      .getByRole('region', { name: 'tenant.yaml' })
      .locator('.cm-deletedChunk', { hasText: 'settings' })
      .waitFor();
    await page.getByRole('button', { name: '放弃' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '放弃草稿' }).click();
    await page.waitForURL('**/studio/drafts');
  });
});

async function publishHere(page: Page): Promise<void> {
  await page.getByRole('button', { name: '发布' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
  await page.getByText(/已发布为第 \d+ 版/).waitFor({ timeout: 40_000 });
}
