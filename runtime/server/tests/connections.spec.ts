import { test } from '@japa/runner';
import { Database } from '../database/client.ts';
import { sharedWorld } from './shared_world.ts';

const MAX = 4;

test.group('Connections and what the server keeps for them', (group) => {
  let database: Database;
  group.each.setup(async () => {
    database = Database.open((await sharedWorld()).urls.app, { max: MAX });
    return () => database.close();
  });

  /** Runs a text of some length that is unlike all others. @returns the connection that it ran on */
  const run = async (n: number, length = 4_000): Promise<string> => {
    const [row] = await database.platform({
      text: `select pg_backend_pid()::text as pid /* ${n} ${'-'.repeat(length)} */`,
      values: [],
    });
    return row!.pid!;
  };

  test('more statements than one connection keeps are spread, and each is run where it is prepared', async ({
    assert,
  }) => {
    const round = async (): Promise<string[]> => {
      const pids: string[] = [];
      for (let n = 0; n < 60; n += 1) pids.push(await run(n));
      return pids;
    };
    let homes = await round();
    // It takes a few rounds until the connections are open and the statements known.
    for (let times = 0; times < 300; times += 1) {
      const next = await round();
      if (new Set(next).size === MAX && String(next) === String(homes)) break;
      homes = next;
    }
    assert.equal(new Set(homes).size, MAX);
    assert.deepEqual(await round(), homes);
    assert.deepEqual(
      (await Promise.all([...new Set(homes)].map(() => sum()))).filter((characters) => characters > 90_000),
      [],
    );
  });

  test('a connection that has met hundreds of texts is replaced, and nobody notices', async ({ assert }) => {
    const pids: string[] = [];
    for (let n = 0; n < 1_000; n += 1) pids.push(await run(n, 10));
    const used = [...new Set(pids)];
    assert.isAbove(used.length, 2);
    // One after another: who was given up is not met again.
    for (const pid of used) {
      const [first, last] = [pids.indexOf(pid), pids.lastIndexOf(pid)];
      assert.isTrue(pids.slice(first, last).every((other) => other === pid));
    }
    const answers = await Promise.all(Array.from({ length: 1_000 }, (_, n) => run(n, 11)));
    assert.lengthOf(answers, 1_000);
  });

  /** Characters of the statements that a connection keeps. */
  async function sum(): Promise<number> {
    const [row] = await database.platform({
      text: 'select sum(length(statement))::text as characters from pg_prepared_statements',
      values: [],
    });
    return Number(row!.characters);
  }
});
