import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import { HeadFiles } from '../audit/heads.ts';
import { Sealer } from '../audit/sealer.ts';
import { verifyAudit, type AuditReport } from '../audit/verify.ts';
import { Database } from '../database/client.ts';
import { withClient } from '../database/roles.ts';
import { startWorld, type World } from './world.ts';

const CHANGAN = `(select id from platform.tenant where name = 'changan')`;

test.group('The audit under seal', (group) => {
  let world: World;
  let folder: string;
  let files: HeadFiles;
  group.setup(async () => {
    world = await startWorld({ subjects: 40 });
    folder = mkdtempSync(path.join(os.tmpdir(), 'shijian-heads-'));
    files = new HeadFiles(world.running.services.environment.auditHeads);
  });
  group.teardown(async () => {
    await world.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** One statement of whoever owns the machine, past row security. */
  const tamper = (text: string, values: unknown[] = []) =>
    withClient(world.urls.superuser, (client) => client.query<Record<string, string>>(text, values));
  const verify = (): Promise<AuditReport> => verifyAudit(world.urls.app, files, 'changan');
  const sealed = async (): Promise<number> =>
    Number(
      (await tamper(`select coalesce(max(n), 0) as n from platform.audit_seal where tenant_id = ${CHANGAN}`)).rows[0]!
        .n,
    );
  /** A write of an officer, and the seal over it. */
  const write = async (name: string): Promise<void> => {
    const officer = await world.login('changan-admin');
    const before = await sealed();
    const { items } = (await officer.get('/api/records/core.org?limit=1')).body as { items: { id: string }[] };
    const body = { name, staff_no: randomUUID().slice(0, 8), org: items[0]!.id };
    const made = await officer.post('/api/records/core.person', body);
    if (made.status !== 201) throw new Error(`${made.status} ${JSON.stringify(made.body)}`);
    for (const until = Date.now() + 20_000; Date.now() < until; await new Promise((wake) => setTimeout(wake, 100)))
      if ((await verify()).tenants[0]!.unsealed === 0 && (await sealed()) > before) return;
    throw new Error('nothing was sealed in twenty seconds');
  };
  const codes = (report: AuditReport) => [...new Set(report.faults.map(({ code }) => code))].sort();

  test('what officers do is sealed within seconds, proves whole and has its heads outside', async ({ assert }) => {
    await write('封一');
    await write('封二');
    const report = await verify();
    assert.deepEqual(report.faults, []);
    assert.isAtLeast(report.tenants[0]!.seals, 2);
    assert.equal(report.heads, report.tenants[0]!.seals);
    const { rows } = await tamper(`select distinct action from platform.audit where tenant_id = ${CHANGAN}`);
    assert.includeMembers(
      rows.map((row) => row.action),
      ['create', 'login', 'import'],
    );
  });

  test('an altered row, a removed row and an added one are named with their seal, whoever did it', async ({
    assert,
  }) => {
    await write('封三');
    const { rows } = await tamper(
      `select seq::text as seq, xid::text as xid from platform.audit where tenant_id = ${CHANGAN} and action in ('create', 'login') order by seq desc limit 2`,
    );
    const [created, login] = rows as [Record<string, string>, Record<string, string>];
    await tamper(`update platform.audit set actor_name = '别人' where seq = $1`, [created.seq]);
    let report = await verify();
    assert.deepEqual(codes(report), ['E_AUDIT_ALTERED']);
    assert.deepEqual(report.faults[0]!.rows, [created.seq]);
    assert.equal(report.faults[0]!.tenant, 'changan');
    const { rows: names } = await tamper(`select name from platform.account where login = 'changan-admin'`);
    await tamper('update platform.audit set actor_name = $2 where seq = $1', [created.seq, names[0]!.name]);
    assert.deepEqual((await verify()).faults, []);

    await tamper(`create table kept as select * from platform.audit where seq = $1`, [login.seq]);
    await tamper('delete from platform.audit where seq = $1', [login.seq]);
    report = await verify();
    assert.deepEqual(codes(report), ['E_AUDIT_MISSING']);
    assert.deepEqual(report.faults[0]!.rows, [login.seq]);
    await tamper('insert into platform.audit overriding system value select * from kept');
    assert.deepEqual((await verify()).faults, []);

    await tamper(
      `insert into platform.audit (tenant_id, actor_name, action, entity, rev, xid) values (${CHANGAN}, '伪造', 'create', 'x', 1, $1::xid8)`,
      [login.xid],
    );
    assert.deepEqual(codes(await verify()), ['E_AUDIT_ADDED']);
    await tamper(`delete from platform.audit where actor_name = '伪造'`);
    assert.deepEqual((await verify()).faults, []);
    await tamper(
      `insert into platform.audit (tenant_id, actor_name, action, entity, rev, xid) values (${CHANGAN}, '伪造', 'create', 'x', 1, '9999999999')`,
    );
    assert.deepEqual(codes(await verify()), ['E_AUDIT_ADDED']);
    await tamper(`delete from platform.audit where actor_name = '伪造'`);
  });

  test('an end that was cut off with its seals, and a chain written anew, differ from the heads outside', async ({
    assert,
  }) => {
    await write('封四');
    await write('封五');
    const last = await sealed();
    await tamper(
      `create table seals as select * from platform.audit_seal where tenant_id = ${CHANGAN} and n = ${last}`,
    );
    await tamper(
      `create table cut as select a.* from platform.audit a, seals s where a.tenant_id = s.tenant_id and a.xid >= s.since`,
    );
    await tamper(`delete from platform.audit a using seals s where a.tenant_id = s.tenant_id and a.xid >= s.since`);
    await tamper(`delete from platform.audit_seal where tenant_id = ${CHANGAN} and n = ${last}`);
    let report = await verify();
    assert.deepEqual(codes(report), ['E_AUDIT_HEAD']);
    assert.equal(report.faults[0]!.seal, last);
    // The same rows sealed by whoever cut them: another link, and the head outside is not its.
    await tamper('insert into platform.audit overriding system value select * from cut');
    await tamper(`update platform.audit set actor_name = '别人' where seq = (select max(seq) from cut)`);
    await tamper('select * from platform.seal_audit(1000)');
    report = await verify();
    assert.deepEqual(codes(report), ['E_AUDIT_HEAD']);
  });

  test('a seal whose list, hash or place in the chain was altered is found', async ({ assert }) => {
    const luquan = (text: string) =>
      text.replaceAll('TENANT', `(select id from platform.tenant where name = 'luquan')`);
    const look = () => verifyAudit(world.urls.app, files, 'luquan');
    const sealer = new Sealer(world.running.database, files);
    for (let i = 0; i < 3; i += 1) {
      await world.login('luquan-admin');
      await sealer.seal();
    }
    // The server's own sealer may have been the quicker one; its heads come a moment later.
    await new Promise((wake) => setTimeout(wake, 1_500));
    assert.deepEqual((await look()).faults, []);
    for (const [change, code] of [
      [`leaves = sha256('x') || substr(leaves, 33)`, 'E_AUDIT_SEAL'],
      [`hash = sha256('x')`, 'E_AUDIT_SEAL'],
      ['rows = rows + 1', 'E_AUDIT_SEAL'],
      [`previous = sha256('x')`, 'E_AUDIT_CHAIN'],
    ] as const) {
      await tamper(luquan('create table was as select * from platform.audit_seal where tenant_id = TENANT and n = 1'));
      await tamper(luquan(`update platform.audit_seal set ${change} where tenant_id = TENANT and n = 1`));
      assert.include(codes(await look()), code);
      await tamper(luquan('delete from platform.audit_seal where tenant_id = TENANT and n = 1'));
      await tamper('insert into platform.audit_seal select * from was');
      await tamper('drop table was');
    }
    assert.deepEqual((await look()).faults, []);
    await tamper(luquan('delete from platform.audit_seal where tenant_id = TENANT and n = 1'));
    assert.includeMembers(codes(await look()), ['E_AUDIT_CHAIN', 'E_AUDIT_HEAD']);
  });

  test('rows of a transaction that is still open are not passed over when it ends late', async ({ assert }) => {
    const insert = `insert into platform.audit (tenant_id, actor_name, action, entity, rev) values ((select id from platform.tenant where name = 'zhengding'), 'late', 'x', 'x', 1)`;
    await withClient(world.urls.superuser, async (slow) => {
      await slow.query('begin');
      await slow.query(insert);
      await world.login('zhengding-admin');
      await new Promise((wake) => setTimeout(wake, 2_500));
      const during = await verifyAudit(world.urls.app, files, 'zhengding');
      assert.isAbove(during.tenants[0]!.unsealed, 0);
      await slow.query('commit');
    });
    const sealer = new Sealer(world.running.database, files);
    let report = await verifyAudit(world.urls.app, files, 'zhengding');
    for (let i = 0; i < 50 && report.tenants[0]!.unsealed > 0; i += 1) {
      await sealer.seal();
      await new Promise((wake) => setTimeout(wake, 100));
      report = await verifyAudit(world.urls.app, files, 'zhengding');
    }
    assert.equal(report.tenants[0]!.unsealed, 0);
    assert.deepEqual(report.faults, []);
  });

  test('several sealers at once make one chain, and heads that a kill kept from the file are written by the next start', async ({
    assert,
  }) => {
    const other = Database.open(world.urls.app, { max: 4 });
    try {
      const elsewhere = new HeadFiles(folder);
      const sealers = [1, 2, 3, 4].map(() => new Sealer(other, elsewhere, { most: 3 }));
      await Promise.all(
        sealers.map(async (sealer, i) => {
          for (let k = 0; k < 5; k += 1) {
            await tamper(
              `insert into platform.audit (tenant_id, actor_name, action, entity, rev) select id, 'many', 'x', 'x', ${i} from platform.tenant where name = 'zhengding'`,
            );
            await sealer.seal();
          }
        }),
      );
      await new Promise((wake) => setTimeout(wake, 1_500));
      assert.deepEqual(
        (await verifyAudit(world.urls.app, files, 'zhengding')).faults.filter(({ code }) => code !== 'E_AUDIT_HEAD'),
        [],
      );
      rmSync(folder, { recursive: true, force: true });
      await new Sealer(other, elsewhere).seal();
      const heads = await elsewhere.last();
      const { rows } = await tamper(
        `select max(n) as n from platform.audit_seal where tenant_id = (select id from platform.tenant where name = 'zhengding')`,
      );
      assert.equal(heads.get('zhengding'), Number(rows[0]!.n));
    } finally {
      await other.close();
    }
  });

  test('the app can neither write, alter nor remove a seal, and the owner of the tables cannot alter or remove one', async ({
    assert,
  }) => {
    const tries = [
      'update platform.audit_seal set rows = 0',
      'delete from platform.audit_seal',
      'truncate platform.audit_seal',
      `insert into platform.audit_seal select * from platform.audit_seal limit 1`,
      'truncate platform.audit',
    ];
    await withClient(world.urls.app, async (client) => {
      await client.query(`select set_config('app.tenant', '1', false)`);
      for (const text of tries) await assert.rejects(() => client.query(text), /permission denied/);
    });
    await withClient(world.urls.admin, async (client) => {
      await client.query('set role shijian_owner');
      for (const table of ['audit_seal', 'audit']) {
        assert.equal((await client.query(`delete from platform.${table}`)).rowCount, 0);
        assert.equal((await client.query(`update platform.${table} set tenant_id = tenant_id`)).rowCount, 0);
      }
    });
  });

  test('a refused act is in the audit of the bureau with who, what and why not, and without what was sent', async ({
    assert,
  }) => {
    const viewer = await world.login('sjz-viewer');
    const refused = await viewer.post('/api/records/core.person', { name: '不许写的名字' });
    assert.equal(refused.status, 403);
    const { rows } = await tamper(
      `select action, entity, after::text as after, actor_name from platform.audit where action = 'refused'`,
    );
    assert.lengthOf(rows, 1);
    assert.include(rows[0]!.after, 'E_GRANT_CREATE');
    assert.notInclude(rows[0]!.after, '不许写的名字');
    assert.equal(rows[0]!.entity, 'core.person');
  });
});
