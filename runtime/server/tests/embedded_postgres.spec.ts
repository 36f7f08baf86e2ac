// The launcher against what happens to servers: being killed on either side, twice started, losing its notes.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@japa/runner';
import { startEmbedded, type EmbeddedPostgres } from '../database/embedded_postgres.ts';
import { processState, readPidFile } from '../database/postmaster.ts';
import { withClient } from '../database/roles.ts';

test.group('Embedded PostgreSQL', (group) => {
  let data = '';
  const running: EmbeddedPostgres[] = [];
  const start = async (): Promise<EmbeddedPostgres> => {
    const cluster = await startEmbedded({ data });
    running.push(cluster);
    return cluster;
  };
  const query = (cluster: EmbeddedPostgres, text: string) =>
    withClient(cluster.url('postgres', 'postgres'), async (client) => (await client.query(text)).rows);
  const pid = () => readPidFile(path.join(data, 'postgres'))!.pid;

  group.each.setup(() => {
    data = mkdtempSync(path.join(os.tmpdir(), 'shijian-pg-'));
  });
  group.each.teardown(async () => {
    for (const cluster of running.splice(0)) await cluster.stop();
    rmSync(data, { recursive: true, force: true });
  });

  test('rows are there after a stop and a second start', async ({ assert }) => {
    const first = await start();
    await query(first, 'create table kept as select 7 as n');
    await first.stop();
    assert.notEqual(processState(Number(readPidFile(path.join(data, 'postgres'))?.pid ?? 0) || 2 ** 22), 'running');
    const second = await start();
    assert.deepEqual(await query(second, 'select n from kept'), [{ n: 7 }]);
  });

  test('a killed postmaster is started again at the same address, with its rows', async ({ assert }) => {
    const cluster = await start();
    await query(cluster, 'create table kept as select 7 as n');
    const before = pid();
    process.kill(before, 'SIGKILL');
    await until(async () => (await query(cluster, 'select n from kept').catch(() => [])).length === 1);
    assert.notEqual(pid(), before);
  });

  test('a server that outlived its killed process is adopted, not started twice', async ({ assert }) => {
    const child = spawnOwner(data);
    await until(async () => (readPidFile(path.join(data, 'postgres'))?.status ?? '') === 'ready' && child.ready());
    const before = pid();
    child.kill();
    assert.equal(processState(before), 'running');
    const cluster = await start();
    assert.isTrue(cluster.adopted);
    assert.equal(pid(), before);
    await cluster.stop();
    assert.notEqual(processState(before), 'running');
  });

  test('when process and postmaster are both killed, the next start recovers', async ({ assert }) => {
    const child = spawnOwner(data);
    await until(async () => (readPidFile(path.join(data, 'postgres'))?.status ?? '') === 'ready' && child.ready());
    const before = pid();
    child.kill();
    process.kill(before, 'SIGKILL');
    const cluster = await start();
    assert.isFalse(cluster.adopted);
    assert.deepEqual(await query(cluster, 'select 1 as one'), [{ one: 1 }]);
  });

  test('a second start leaves the server of a live process running when it stops', async ({ assert }) => {
    const owner = spawnOwner(data);
    await until(async () => (readPidFile(path.join(data, 'postgres'))?.status ?? '') === 'ready' && owner.ready());
    const guest = await startEmbedded({ data });
    await guest.stop();
    assert.equal(processState(pid()), 'running');
    owner.kill();
    await start();
  });

  test('the file with the passwords is readable for its owner only, and its loss is survived', async ({ assert }) => {
    const first = await start();
    assert.equal(statSync(path.join(data, 'run.json')).mode & 0o777, 0o600);
    await first.stop();
    rmSync(path.join(data, 'run.json'));
    const second = await start();
    assert.notEqual(second.passwords.postgres, first.passwords.postgres);
    assert.deepEqual(await query(second, 'select 1 as one'), [{ one: 1 }]);
  });

  test('text is compared by code point and Chinese has letters', async ({ assert }) => {
    const cluster = await start();
    const [row] = await query(
      cluster,
      `select current_setting('TimeZone') as zone, '华信' ~ '^\\w+$' as letters, 'B' < 'a' as by_code_point,
              (select datlocprovider from pg_database where datname = 'postgres') as provider`,
    );
    assert.deepEqual(row, { zone: 'UTC', letters: true, by_code_point: true, provider: 'b' });
  });
});

/** A process of its own that owns the cluster, to be killed. */
function spawnOwner(data: string): { kill(): void; ready(): boolean } {
  const file = path.join(import.meta.dirname, '../database/embedded_postgres.ts');
  const code = `const { startEmbedded } = await import(${JSON.stringify(file)});
    await startEmbedded({ data: ${JSON.stringify(data)} });
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
  return {
    kill: () => child.kill('SIGKILL'),
    ready: () => {
      const { owner } = JSON.parse(readFileSync(path.join(data, 'run.json'), 'utf8')) as { owner: { pid: number } };
      return owner.pid === child.pid;
    },
  };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(50)) if (await condition()) return;
  throw new Error('it did not come to pass in 30 s');
}
