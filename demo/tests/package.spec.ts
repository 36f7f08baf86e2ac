// The food package as a bureau's vendor delivers it: packed, installed from the tarball in an empty folder, compiled from there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from '@japa/runner';
import { compile } from '@shijian/kernel';
import { readPackage, readSources } from '../../runtime/server/revisions/read_packages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

test.group('The food package', (group) => {
  const folder = mkdtempSync(join(tmpdir(), 'shijian-pack-'));
  group.teardown(() => rmSync(folder, { recursive: true, force: true }));

  test('installs from its tarball with no network and gives the model of the working tree', async ({ assert }) => {
    npm(['pack', '--pack-destination', folder], join(root, 'plugins/food'));
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
    assert.equal(tarball, 'shijian-plugin-food-1.2.0.tgz');
    writeFileSync(join(folder, 'package.json'), '{ "name": "bureau", "version": "1.0.0", "private": true }');
    npm(['install', '--offline', '--ignore-scripts', `./${tarball}`], folder);
    const installed = join(folder, 'node_modules/@shijian/plugin-food');
    assert.isFalse(readdirSync(installed).includes('tests'));

    const sources = await readSources({ root });
    const tenant = sources.tenants.find((one) => one.name === 'changan');
    const here = sources.packages.find((one) => one.name === 'food');
    if (!tenant || !here) return assert.fail('the working tree has no food or no changan');
    const delivered = await readPackage('package', installed, folder);
    const others = sources.packages.filter((one) => one.name !== 'food');
    const fromTarball = compile({ packages: [...others, delivered], tenant });
    const fromTree = compile({ packages: [...others, here], tenant });
    assert.deepEqual(fromTarball.diagnostics, []);
    assert.isNotNull(fromTarball.model);
    assert.deepEqual(withoutOrigin(fromTarball.model), withoutOrigin(fromTree.model));
  }).timeout(60_000);

  test('the manifest of the package and its package.json name one version', ({ assert }) => {
    const manifest = readFileSync(join(root, 'plugins/food/plugin.yaml'), 'utf8');
    const { version } = JSON.parse(readFileSync(join(root, 'plugins/food/package.json'), 'utf8')) as {
      version: string;
    };
    assert.include(manifest, `\nversion: ${version}\n`);
  });
});

/** npm as it was called, or the one on the path. @throws with npm's own words when it fails */
function npm(args: string[], cwd: string): void {
  const cli = process.env['npm_execpath'];
  const quiet = [...args, '--no-audit', '--no-fund', '--loglevel=error'];
  const result = cli?.endsWith('.js')
    ? spawnSync(process.execPath, [cli, ...quiet], { cwd, encoding: 'utf8' })
    : spawnSync('npm', quiet, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  if (result.status !== 0) throw new Error(`npm ${args.join(' ')}: ${result.stderr}`);
}

/** The model without the paths of its files, which differ by where the package lies. */
function withoutOrigin(model: unknown): unknown {
  return JSON.parse(JSON.stringify(model, (key, value: unknown) => (key === 'origin' ? undefined : value)));
}
