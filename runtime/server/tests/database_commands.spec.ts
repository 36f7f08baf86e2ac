// What a DBA and an auditor run by command: the roles and schemas of a PostgreSQL that is given, and the proof of the audit.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import { ROOT } from '../config/environment.ts';
import { startEmbedded, type EmbeddedPostgres } from '../database/embedded_postgres.ts';
import { inDatabase, verifyDatabase, withClient } from '../database/roles.ts';
import { startWorld, type World } from './world.ts';

interface Said {
  status: number | null;
  out: string;
  err: string;
}

/** Runs a script of the project. */
function run(script: string, given: Record<string, string>, ...args: string[]): Promise<Said> {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts', script), ...args], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: '', DATABASE_ADMIN_URL: '', ...given },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, out, err })));
}

// Roles belong to a whole cluster, so it is one of its own.
test.group('db:prepare', (group) => {
  let data: string;
  let cluster: EmbeddedPostgres;
  let url: string;
  group.setup(async () => {
    data = mkdtempSync(path.join(os.tmpdir(), 'shijian-prepare-'));
    cluster = await startEmbedded({ data, durable: false });
    url = cluster.url('postgres', 'postgres');
  });
  group.teardown(async () => {
    await cluster.stop();
    rmSync(data, { recursive: true, force: true });
  });

  const prepare = (given: string, ...args: string[]): Promise<Said> =>
    run('db_prepare.ts', { DATABASE_PREPARE_URL: given }, ...args);
  const addresses = (out: string): { app: string; admin: string } => ({
    app: /DATABASE_URL=(\S+)/.exec(out)![1]!,
    admin: /DATABASE_ADMIN_URL=(\S+)/.exec(out)![1]!,
  });
  const query = (at: string, text: string) => withClient(at, async (client) => (await client.query(text)).rows);

  test('over an address it makes roles, database and schemas that a server accepts, and run again it changes nothing', async ({
    assert,
  }) => {
    const first = await prepare(url, '--database', 'bureau');
    assert.deepEqual([first.status, first.err], [0, '']);
    const { app, admin } = addresses(first.out);
    await assert.doesNotReject(() => verifyDatabase(app, admin));
    await query(admin, 'set role shijian_owner; create table platform.kept as select 7 as n');

    const again = await prepare(url, '--database', 'bureau');
    assert.deepEqual([again.status, again.err], [0, '']);
    await assert.doesNotReject(() => verifyDatabase(app, admin), 'a server that runs gets in as before');
    assert.deepEqual(
      await query(admin, 'set role shijian_owner; select n from platform.kept').then(() => 'there'),
      'there',
    );
    assert.notInclude(again.out, new URL(app).password);
    const other = await prepare(url, '--database', 'other');
    assert.equal(other.status, 0, other.err);
    await assert.doesNotReject(() => verifyDatabase(inDatabase(app, 'other'), inDatabase(admin, 'other')));
  }).timeout(60_000);

  test('without an address it prints what to run, and that does the same', async ({ assert }) => {
    for (const name of ['bureau', 'other']) await query(url, `drop database if exists ${name}`);
    for (const name of ['app', 'migrator', 'reader', 'owner']) await query(url, `drop role if exists shijian_${name}`);
    const { status, out } = await prepare('', '--database', 'printed');
    assert.equal(status, 0);
    assert.deepEqual(await query(url, `select datname from pg_database where datname = 'printed'`), [], 'only printed');
    const create = /^create database .*;$/m.exec(out)![0];
    const [roles, schemas] = out.split(create) as [string, string];
    await query(url, roles);
    await query(url, create);
    await query(inDatabase(url, 'printed'), schemas.replace(/^\\connect printed$/m, ''));
    const at = (role: 'shijian_app' | 'shijian_migrator', printed: string): string => {
      const copy = new URL(inDatabase(url, 'printed'));
      copy.username = role;
      copy.password = new URL(printed).password;
      return copy.href;
    };
    const { app, admin } = addresses(out);
    await assert.doesNotReject(() => verifyDatabase(at('shijian_app', app), at('shijian_migrator', admin)));
  }).timeout(60_000);

  test('an address that is none, that nobody answers, or that may not, is refused in one line without the password', async ({
    assert,
  }) => {
    await query(url, `create role nobody login password 'secret-word'`);
    const weak = new URL(url);
    weak.username = 'nobody';
    weak.password = 'secret-word';
    const wrong = new URL(url);
    wrong.password = 'secret-word';
    for (const [given, why] of [
      ['not an address secret-word', /DATABASE_PREPARE_URL must read postgres:/],
      ['https://x:secret-word@localhost/db', /DATABASE_PREPARE_URL must read postgres:/],
      ['postgres://postgres:secret-word@localhost:1/postgres', /ECONNREFUSED/],
      [wrong.href, /password authentication failed/],
      [weak.href, /permission denied/],
    ] as const) {
      const { status, out, err } = await prepare(given, '--database', 'refused');
      assert.deepEqual([status, out], [1, ''], given);
      assert.match(err, why);
      assert.lengthOf(err.trim().split('\n'), 1);
      assert.notInclude(err, 'secret-word');
    }
    const unknown = await prepare(url, '--databse', 'x');
    assert.deepEqual([unknown.status, unknown.out], [1, '']);
    assert.deepEqual(await query(url, `select datname from pg_database where datname = 'refused'`), []);
  }).timeout(60_000);
});

test.group('audit:verify', (group) => {
  let world: World;
  group.setup(async () => {
    world = await startWorld({ subjects: 20 });
  });
  group.teardown(() => world.stop());

  test('says that the audit is whole and ends with 0; once a row was altered behind it says where and ends with 1', async ({
    assert,
  }) => {
    const verify = (...args: string[]): Promise<Said> =>
      run(
        'audit_verify.ts',
        {
          ...{ DATABASE_URL: world.urls.app, DATABASE_ADMIN_URL: world.urls.admin },
          SHIJIAN_DATA: world.running.services.environment.data,
          SHIJIAN_AUDIT_HEADS: world.running.services.environment.auditHeads,
        },
        ...args,
      );
    const tamper = (text: string, values: unknown[] = []) =>
      withClient(world.urls.superuser, (client) => client.query<{ seq: string; actor_name: string }>(text, values));
    await world.login('changan-admin');
    let whole = await verify();
    for (const until = Date.now() + 30_000; !/changan: \d+ rows in [1-9]\d* seals, 0 wait/.test(whole.out);) {
      if (Date.now() > until) throw new Error(whole.out);
      whole = await verify();
    }
    assert.deepEqual([whole.status, whole.err], [0, '']);
    assert.match(whole.out, /^The audit is whole\.$/m);
    assert.match(whole.out, /^luquan: /m);

    const { rows } = await tamper(
      `select seq::text as seq, actor_name from platform.audit where action = 'login' and tenant_id = (select id from platform.tenant where name = 'changan') limit 1`,
    );
    await tamper('update platform.audit set actor_name = $2 where seq = $1', [rows[0]!.seq, '别人']);
    const altered = await verify();
    assert.equal(altered.status, 1);
    assert.match(altered.err, new RegExp(`^E_AUDIT_ALTERED: changan, seal \\d+: .*\\(seq ${rows[0]!.seq}\\)$`, 'm'));
    assert.notInclude(altered.out, 'The audit is whole');
    const neighbour = await verify('--tenant', 'luquan');
    assert.deepEqual([neighbour.status, neighbour.err], [0, ''], 'another bureau’s is');
    assert.notInclude(neighbour.out, 'changan');
    await tamper('update platform.audit set actor_name = $2 where seq = $1', [rows[0]!.seq, rows[0]!.actor_name]);
    assert.equal((await verify('--tenant', 'changan')).status, 0);
    const unknown = await verify('--tenant', 'nobody');
    assert.equal(unknown.status, 1, unknown.out);
  }).timeout(120_000);
});
