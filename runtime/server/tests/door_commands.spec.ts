// The door by command, beside a server that runs: what a folder would change, the plan of it, and the way there and back.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import { ROOT } from '../config/environment.ts';
import { startWorld, type Client, type World } from './world.ts';

const ROLE = 'kind: Role\nname: x_typed\nlabel: 命令行加的\ngrants: { core.org: { read: true } }\n';

test.group('The door by command', (group) => {
  let world: World;
  let admin: Client;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'shijian-folder-'));
  group.setup(async () => {
    world = await startWorld({ subjects: 20 });
    admin = await world.login('changan-admin');
  });
  group.teardown(async () => {
    rmSync(folder, { recursive: true, force: true });
    await world.stop();
  });

  /** Runs a script of the project on this world's database. */
  function run(script: string, ...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
    const env = {
      ...process.env,
      ...{ DATABASE_URL: world.urls.app, DATABASE_ADMIN_URL: world.urls.admin },
      SHIJIAN_DATA: world.running.services.environment.data,
    };
    const child = spawn(process.execPath, [path.join(ROOT, 'scripts', script), ...args], { cwd: ROOT, env });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    return new Promise((resolve) => child.once('close', (status) => resolve({ status, out, err })));
  }
  const door = async (): Promise<{ rev: number; hash: string }> =>
    (await admin.get('/api/door')).body as { rev: number; hash: string };
  const hashIn = (out: string): string => /^plan ([0-9a-f]+)$/m.exec(out)![1]!;

  test('a revision is written into a folder, changed there, planned, applied by its hash, and rolled back', async ({
    assert,
  }) => {
    const start = await door();
    const of = ['--tenant', 'changan'];
    const from = [...of, '--from', folder];
    const written = await run('revisions.ts', ...of, '--export', folder);
    assert.equal(written.status, 0, written.err);
    assert.isTrue(existsSync(path.join(folder, 'tenant.yaml')));
    assert.match((await run('diff.ts', ...from)).out, /Nothing differs/);
    assert.match((await run('plan.ts', ...from)).out, /Nothing differs/);

    writeFileSync(path.join(folder, 'x_typed.yaml'), ROLE);
    assert.match((await run('diff.ts', ...from)).out, /x_typed\.yaml \(added\)\n +\+kind: Role/);
    const planned = await run('plan.ts', ...from);
    assert.equal(planned.status, 0, planned.err);
    const hash = hashIn(planned.out);
    assert.deepEqual(await door(), start, 'a plan changes nothing');
    const other = await run('apply.ts', ...from, '--plan', '0'.repeat(64));
    assert.equal(other.status, 1);
    assert.match(other.err, /E_PLAN_STALE/);
    const applied = await run('apply.ts', ...from, '--plan', hash, '--by', '运维', '--note', '加一个角色');
    assert.equal(applied.status, 0, applied.err);
    assert.equal((await door()).rev, start.rev + 1);
    assert.match((await run('revisions.ts', ...of)).out, /^\* +\d+ .*files +运维 {2}加一个角色$/m);
    assert.equal((await run('apply.ts', ...from, '--plan', hash)).status, 0, 'once more, nothing differs');

    const back = await run('rollback.ts', ...of, '--to', String(start.rev));
    assert.equal(back.status, 0, back.err);
    const done = await run('rollback.ts', ...of, '--to', String(start.rev), '--plan', hashIn(back.out));
    assert.equal(done.status, 0, done.err);
    assert.deepEqual(await door(), { ...(await door()), rev: start.rev + 2, hash: start.hash });
    assert.equal(readFileSync(path.join(folder, 'x_typed.yaml'), 'utf8'), ROLE, 'the folder is nobody else’s');
  }).timeout(120_000);

  test('a folder whose documents have faults is told what is wrong, and not applied', async ({ assert }) => {
    const start = await door();
    writeFileSync(path.join(folder, 'x_typed.yaml'), ROLE.replace('core.org', 'core.nothing'));
    const planned = await run('plan.ts', '--tenant', 'changan', '--from', folder);
    assert.match(planned.out, /x_typed\.yaml:4:\d+ +E_/);
    const hash = /^plan ([0-9a-f]+) \(refused\)$/m.exec(planned.out)![1]!;
    const applied = await run('apply.ts', '--tenant', 'changan', '--from', folder, '--plan', hash);
    assert.equal(applied.status, 1);
    assert.match(applied.err, /E_PLAN_REFUSED/);
    assert.deepEqual(await door(), start);
    const nobody = await run('plan.ts', '--tenant', 'nobody');
    assert.match(nobody.err, /there is no tenant "nobody".*changan/);
  }).timeout(60_000);
});
