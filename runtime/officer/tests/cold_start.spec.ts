// What a browser that knows nothing of the app fetches, by the names and sizes of the built files; times are the bench's.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from '@japa/runner';
import { openPage, theOffice } from './office.ts';
import { logIn, waitForRows } from './steps.ts';

const DIST = path.join(import.meta.dirname, '../dist');
/** Scripts, styles and the page; the slices of the packaged font come behind the text, which stands there without them. */
const MOST = 450 * 1024;

test.group('Cold start', () => {
  test('from the address to a home that can be used is at most 450 KB of code; after that list, detail and form are there before they are asked for', async ({
    assert,
  }) => {
    const world = await theOffice();
    const page = await openPage({ world });
    // The moment at which the browser is idle is the test's to give.
    await page.addInitScript(() => {
      const waiting: (() => void)[] = [];
      Object.assign(window, {
        requestIdleCallback: (run: () => void) => waiting.push(run),
        idle: () => waiting.splice(0).map((run) => run()).length,
      });
    });
    const fetched = new Set<string>();
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      const isPage = request.isNavigationRequest();
      if (origin === world.url && !pathname.startsWith('/api/')) fetched.add(isPage ? '/index.html' : pathname);
    });
    await page.goto('/');
    await logIn(page, 'changan-officer', world.password);
    const menu = page.getByRole('navigation', { name: '主菜单' });
    await menu.getByRole('link', { name: /食品经营者/ }).waitFor();
    await page.getByRole('region', { name: '食品经营者', exact: true }).getByRole('link').first().waitFor();
    await page.waitForLoadState('networkidle');
    const code = [...fetched].filter((name) => !name.endsWith('.woff2'));
    const sizes = code.map((name) => ({
      name,
      bytes: gzipSync(readFileSync(DIST + name), { level: 9 }).length,
    }));
    const sum = sizes.reduce((all, { bytes }) => all + bytes, 0);
    assert.isAtMost(
      sum,
      MOST,
      JSON.stringify(
        sizes.toSorted((a, b) => b.bytes - a.bytes),
        null,
        1,
      ),
    );
    assert.isTrue(sizes.some(({ name }) => name.endsWith('.js')));

    const scripts = () => [...fetched].filter((name) => name.endsWith('.js'));
    const before = scripts();
    // The page's own requests go first: the app waits a while before it asks for an idle moment.
    await page.waitForFunction(() => (window as unknown as { idle: () => number }).idle() > 0);
    await page.waitForLoadState('networkidle');
    assert.isAbove(scripts().length, before.length);
    const ahead = scripts();
    await menu.getByRole('link', { name: /食品经营者/ }).click();
    await waitForRows(page);
    await page.locator('.ag-row .sj-cell-title').first().click();
    await page.getByRole('link', { name: '打开档案' }).click();
    await page.getByRole('link', { name: '编辑' }).click();
    await page.locator('#f_address').waitFor();
    assert.deepEqual(scripts(), ahead);
  });
});
