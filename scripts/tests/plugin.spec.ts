// `npm run plugin`: a package begun, packed, and fetched from a folder, a file and a registry.
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { test } from '@japa/runner';
import { ROOT } from '@shijian/server/config/environment';
import { checkPackage, packagesOnDisk, sourceOfFiles } from '@shijian/server/packages/check_package';
import { fetchPackage } from '@shijian/server/packages/fetch_package';
import { PackageRefused } from '@shijian/server/packages/package_refused';
import { packageHash } from '@shijian/server/packages/package_store';
import { readTarball } from '@shijian/server/packages/read_tarball';
import { writeTarball } from '@shijian/server/packages/write_tarball';
import { readPackage, readSources } from '@shijian/server/revisions/read_packages';
import { newPlugin } from '../plugin/new_plugin.ts';
import { packPlugin } from '../plugin/pack_plugin.ts';

const HAWKER = path.join(ROOT, 'examples/upgrade/hawker-2.0.0');

test.group('A plugin', (group) => {
  let folder: string;
  group.each.setup(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'shijian-plugin-'));
    return () => rmSync(folder, { recursive: true, force: true });
  });

  test('that is begun compiles, installs and is packed', async ({ assert }) => {
    const place = path.join(folder, 'bazaar');
    await newPlugin('bazaar', { folder: place, label: '集贸市场' });
    await assert.rejects(() => newPlugin('bazaar', { folder: place }), /there already/);
    await assert.rejects(() => newPlugin('Bad_name', {}), /small letters/);
    const file = await packPlugin(place, folder);
    const source = sourceOfFiles(await readTarball(readFileSync(file)));
    const others = packagesOnDisk((await readSources({ root: ROOT })).packages);
    assert.deepInclude(await checkPackage(others, source), { name: 'bazaar', version: '0.1.0', label: '集贸市场' });
    assert.isFalse(source.files.some(({ path: name }) => name.includes('tests/')));
  });

  test('that is begun has tests that pass', async ({ assert }) => {
    const place = path.join(ROOT, '.cache', `try${process.pid}`);
    try {
      await newPlugin(path.basename(place), { folder: place });
      const { code, said } = await run(path.join(place, 'tests/run.ts'));
      assert.equal(code, 0, said);
      assert.match(said, /2 passed/);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  }).timeout(180_000);

  test('of our own is packed: what it ships would install anywhere', async ({ assert }) => {
    const file = await packPlugin(path.join(ROOT, 'plugins/food'), folder);
    const packed = sourceOfFiles(await readTarball(readFileSync(file)));
    const own = await readPackage('package', path.join(ROOT, 'plugins/food'), ROOT);
    assert.equal(packageHash(packed), packageHash(own), 'the same files from a folder and from a tarball');
  });

  test('that would not install is not packed', async ({ assert }) => {
    cpSync(HAWKER, path.join(folder, 'hawker'), { recursive: true });
    writeFileSync(
      path.join(folder, 'hawker/views/hawkers.yaml'),
      'kind: View\nname: hawkers\nof: hawker\ntype: list\ncolumns: [gone]\n',
    );
    await assert.rejects(() => packPlugin(path.join(folder, 'hawker'), folder), /E_REFERENCE_FIELD/);
    const lift = path.join(folder, 'lift');
    cpSync(path.join(ROOT, 'examples/server_code'), lift, { recursive: true });
    const packed = await readTarball(readFileSync(await packPlugin(lift, folder)));
    assert.isTrue(packed.some(({ path: name }) => name === 'server/regrade.ts'));
    writeFileSync(path.join(lift, 'server/regrade.ts'), `import fs from 'node:fs'; export default () => fs;`);
    await assert.rejects(() => packPlugin(lift, folder), /E_PLUGIN_CODE_IMPORT/);
    symlinkSync('/etc/passwd', path.join(folder, 'hawker/lists/x.yaml'));
    await assert.rejects(() => packPlugin(path.join(folder, 'hawker'), folder), /E_TARBALL_LINK/);
  });

  test('comes the same from a folder, a file and the registry', async ({ assert }) => {
    const file = await packPlugin(HAWKER, folder);
    const registry = await startRegistry('@vendor/hawker', '2.0.0', readFileSync(file));
    try {
      const env = { ...process.env, npm_config_registry: registry.url, npm_config_cache: path.join(folder, 'cache') };
      const fetched = await Promise.all([
        fetchPackage(HAWKER),
        fetchPackage(file),
        fetchPackage('@vendor/hawker@^2.0.0', { env }),
      ]);
      assert.deepEqual(
        fetched.map(({ origin }) => origin),
        ['folder', 'tarball', 'registry'],
      );
      assert.lengthOf(new Set(fetched.map(({ files }) => packageHash(sourceOfFiles(files)))), 1);
      await assert.rejects(() => fetchPackage('@vendor/nothing', { env }), PackageRefused);
    } finally {
      registry.server.close();
    }
    for (const spec of ['--help', 'git+ssh://x/y', 'https://x/y.tgz', './gone.tgz', 'a b; rm'])
      await assert.rejects(() => fetchPackage(spec), PackageRefused);
  }).timeout(120_000);

  test('whose tarball is too large, broken or full of rubbish is refused, never half read', async ({ assert }) => {
    const good = writeTarball([{ path: 'plugin.yaml', text: 'kind: Plugin\n' }]);
    for (const bytes of [Buffer.alloc(0), Buffer.from('x'), good.subarray(0, 40), writeTarball([])])
      await assert.rejects(() => readTarball(bytes), PackageRefused);
    await assert.rejects(
      () => readTarball(writeTarball([{ path: 'a.yaml', text: 'x'.repeat(17 * 1024 * 1024) }])),
      /E_TARBALL_SIZE/,
    );
    const many = Array.from({ length: 4001 }, (_, i) => ({ path: `lists/a${i}.yaml`, text: '' }));
    await assert.rejects(() => readTarball(writeTarball(many)), /E_TARBALL_SIZE/);
    await assert.rejects(() => readTarball(writeTarball([{ path: 'plugin.yaml', text: '' }], '')), /E_TARBALL_PATH/);
    const long = `lists/${'很长的名字'.repeat(12)}.yaml`;
    assert.deepEqual((await readTarball(writeTarball([{ path: long, text: '甲' }])))[0], { path: long, text: '甲' });
  });
});

function run(script: string): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [script], { stdio: 'pipe' });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  return new Promise((resolve) => child.on('exit', (code) => resolve({ code, said })));
}

/** The two answers of npm's registry that fetching a package takes. */
async function startRegistry(name: string, version: string, tarball: Buffer): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const { url = '' } = request;
    if (url.endsWith('.tgz')) return void response.end(tarball);
    if (decodeURIComponent(url.slice(1)) !== name) return void response.writeHead(404).end('{}');
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}/-/hawker-${version}.tgz`;
    const dist = { tarball: at, integrity, shasum: createHash('sha1').update(tarball).digest('hex') };
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}
