// Jobs and their files are kept for seven days, in every bureau, and then go.
import { existsSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { test } from '@japa/runner';
import { withClient } from '../database/roles.ts';
import { sweep } from '../jobs/sweep.ts';
import { sharedWorld } from './shared_world.ts';
import { ended, step, uploadSheet } from './transfer_helpers.ts';
import type { Client, World } from './world.ts';

const PEOPLE = 'core.person';

interface Made {
  client: Client;
  id: string;
  file: string;
}

test.group('The hourly sweep', () => {
  test('takes jobs of eight days with their files in every bureau, and leaves those of six days and those that have not ended', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const old = await exported(world, 'changan', 8);
    const young = await exported(world, 'changan', 6);
    const elsewhere = await exported(world, 'luquan', 8);
    const open = await exported(world, 'luquan', 8, 'running');
    assert.deepEqual(await goneOf(world), { jobs: 2, files: 3 }, 'the file of a job counts by its own age');
    for (const gone of [old, elsewhere]) {
      const answer = await gone.client.get(`/api/jobs/${gone.id}`);
      assert.equal((answer.body as { code: string }).code, 'E_JOB_NONE');
      assert.isFalse(existsSync(gone.file));
    }
    assert.equal((await young.client.get(`/api/jobs/${young.id}/file`)).status, 200);
    assert.equal(await countOf(world, open.id), 1, 'what has not ended is not old');
    await withClient(world.urls.superuser, (database) =>
      database.query(`update platform.job set state = 'done', finished_at = now() where id = $1`, [open.id]),
    );
    const lost = await open.client.get(`/api/jobs/${open.id}/file`);
    assert.deepEqual([lost.status, (lost.body as { code: string }).code], [404, 'E_JOB_FILE']);
    assert.deepEqual(await goneOf(world), { jobs: 0, files: 0 });
  });

  test('takes the lines of an uploaded sheet; its import says so instead of failing', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const { body: view } = await uploadSheet(
      world,
      client,
      PEOPLE,
      '姓名,工号,所在机构,人员类别\n甲,SW1,无此机构,协管员\n',
    );
    await step(client, PEOPLE, view, 'check', { mode: 'create', key: null });
    age(fileOf(world, 'changan', `${view.id}.rows`), 8);
    assert.deepEqual(await goneOf(world), { jobs: 0, files: 1 });
    const at = `/api/records/${PEOPLE}/imports/${view.id}`;
    assert.equal((await client.get(at)).status, 200);
    const refused = await client.get(`${at}/refused`);
    assert.deepEqual([refused.status, (refused.body as { code: string }).code], [410, 'E_IMPORT_GONE']);
    const answer = await client.post(`${at}/run`, { ...view.mapping, mode: 'create', key: null });
    const { code } = (
      answer.status === 202 ? (await ended(client, (answer.body as { id: string }).id)).error : answer.body
    ) as { code: string };
    assert.equal(code, 'E_IMPORT_GONE');
  });
});

/** A finished export whose row and file are so many days old. */
async function exported(world: World, bureau: string, days: number, state = 'done'): Promise<Made> {
  const client = await world.login(`${bureau}-admin`);
  const asked = await client.post(`/api/records/${PEOPLE}/exports`, {});
  const { id } = await ended(client, (asked.body as { id: string }).id);
  const file = fileOf(world, bureau, `${id}.out`);
  age(file, days);
  await withClient(world.urls.superuser, (database) =>
    database.query(
      `update platform.job set state = $3, lease_until = now() + interval '1 hour',
         finished_at = case when $3 = 'done' then now() - make_interval(days => $2) end where id = $1`,
      [id, days, state],
    ),
  );
  return { client, id, file };
}

function fileOf(world: World, bureau: string, name: string): string {
  return path.join(world.running.services.environment.data, 'work', bureau, name);
}

function age(file: string, days: number): void {
  const then = Date.now() / 1000 - days * 86_400;
  utimesSync(file, then, then);
}

function goneOf({ running }: World): Promise<{ jobs: number; files: number }> {
  const { database, tenants, environment } = running.services;
  return sweep(database, tenants, path.join(environment.data, 'work'));
}

async function countOf(world: World, id: string): Promise<number> {
  const { rows } = await withClient(world.urls.superuser, (database) =>
    database.query<{ n: number }>('select count(*)::int as n from platform.job where id = $1', [id]),
  );
  return rows[0]!.n;
}
