// The box in which functions of packages run, without a server around it: what foreign code tries to reach, and what becomes of it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import { Problem } from '../exceptions/problem.ts';
import { guestArgs, GuestProcess, type GuestServices } from '../plugin_code/guest_process.ts';
import { Guests } from '../plugin_code/guests.ts';

const RUN = 'server/a.js';
const nothing: GuestServices = { ask: () => Promise.resolve(null), log: () => undefined };

/** The value of the function, or the code of its fault. */
async function call(
  guest: GuestProcess,
  body: string,
  services: GuestServices = nothing,
  event: unknown = {},
): Promise<unknown> {
  const text = `export default async (event, services) => { ${body} }`;
  return guest.run({ files: { [RUN]: text }, run: RUN, event, settings: { limit: 3 } }, services).catch(codeOf);
}

const codeOf = (error: unknown): string => (error instanceof Problem ? error.code : String(error));
const told = (answer: unknown): string => String(answer);

test.group('A function of a package', (group) => {
  let guest: GuestProcess;
  group.each.setup(() => {
    guest = new GuestProcess(4_000);
    return () => guest.kill();
  });

  test('is handed what happened, its settings and services, and gives back plain values', async ({ assert }) => {
    const asked: unknown[] = [];
    const services: GuestServices = {
      ask: (service, args) => Promise.resolve(asked.push([service, args])),
      log: (text) => void asked.push(text),
    };
    const body = `services.log('here'); const n = await services.records.get('a.b', event.id); return { n, limit: services.settings.limit };`;
    assert.deepEqual(await call(guest, body, services, { id: 'x' }), { n: 2, limit: 3 });
    assert.deepEqual(asked, ['here', ['records.get', ['a.b', 'x']]]);
  });

  test('finds no modules, no process, no network, no timers, no bytes and no way to make code of text', async ({
    assert,
  }) => {
    const names = [
      ...[
        'process',
        'require',
        'module',
        'global',
        'Buffer',
        'fetch',
        'WebSocket',
        'XMLHttpRequest',
        'setTimeout',
        'queueMicrotask',
      ],
      ...[
        'navigator',
        'console',
        'structuredClone',
        'crypto',
        'performance',
        'ArrayBuffer',
        'Uint8Array',
        'SharedArrayBuffer',
        'WebAssembly',
      ],
    ];
    const there = await call(guest, `return ${JSON.stringify(names)}.filter((name) => name in globalThis)`);
    assert.deepEqual(there, []);
    for (const text of [
      `return Function('return process')()`,
      `return (0, eval)('1')`,
      `return globalThis.constructor.constructor('return process')()`,
      `return (async () => {}).constructor('return process')()`,
      `return services.records.get.constructor('return process')()`,
      `return event.constructor.constructor('return process')()`,
      `try { await import('node:fs') } catch (error) { return error.constructor.constructor('return process')() }`,
      `try { await services.records.get() } catch (error) { return error.constructor.constructor('return process')() } return Function('1')`,
    ])
      assert.equal(await call(guest, text), 'E_PLUGIN_FAILED', text);
    for (const module of [
      'node:fs',
      'fs',
      'node:net',
      'node:child_process',
      'node:sqlite',
      'node:worker_threads',
      '../../guest.ts',
      'data:text/javascript,1',
    ])
      assert.equal(
        await call(guest, `return (await import(${JSON.stringify(module)})).default`),
        'E_PLUGIN_FAILED',
        module,
      );
  });

  test('sees no object of the process around it, not even in an error', async ({ assert }) => {
    const body = `
      const found = [];
      const look = (name, value) => { if (value !== null && typeof value === 'object' && !(value instanceof Object)) found.push(name); };
      look('event', event); look('services', services); look('settings', services.settings);
      try { await import('node:fs'); } catch (error) { look('import', error); }
      try { await services.records.get('a.b'); } catch (error) { look('service', error); }
      try { (function f() { f(); })(); } catch (error) { look('stack', error); }
      try { Error.prepareStackTrace = (error, sites) => { found.push('stack sites'); return ''; }; } catch {}
      String(new Error('x').stack);
      return found;`;
    const services: GuestServices = { ...nothing, ask: () => Promise.reject(new Problem(403, 'E_X', 'x')) };
    // The one error that Node itself makes is made in the room as well.
    assert.sameMembers((await call(guest, body, services)) as string[], []);
  });

  test('spoils its own world alone: the next call begins in a fresh one', async ({ assert }) => {
    const spoil = `
      globalThis.kept = 'secret of the last one'; Object.prototype.kept = 1; Array.prototype.map = () => 'x';
      JSON.parse = () => 1; Promise.prototype.then = null; Map.prototype.set = null; return 'done';`;
    assert.include(['done', 'E_PLUGIN_FAILED', 'E_PLUGIN_TIME'], told(await call(guest, spoil)));
    if (!guest.alive) guest = new GuestProcess(4_000);
    assert.deepEqual(await call(guest, `return [typeof kept, ({}).kept ?? null, [1].map((n) => n + 1)[0]]`), [
      'undefined',
      null,
      2,
    ]);
    const odd = `return JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}')`;
    await call(guest, odd);
    assert.isUndefined(({} as { admin?: unknown }).admin, 'nothing of an answer gets into prototypes of the server');
  });

  test('that never ends, that takes all memory or floods the server is ended, and the server goes on', async ({
    assert,
  }) => {
    assert.equal(
      await new GuestProcess(400)
        .run({ files: { [RUN]: 'export default () => { for (;;); }' }, run: RUN, event: {}, settings: {} }, nothing)
        .catch(codeOf),
      'E_PLUGIN_TIME',
    );
    assert.equal(
      await new GuestProcess(400)
        .run({ files: { [RUN]: 'for (;;);' }, run: RUN, event: {}, settings: {} }, nothing)
        .catch(codeOf),
      'E_PLUGIN_TIME',
    );
    for (const greedy of [
      `const all = []; for (;;) all.push({ n: Math.random() })`,
      `return Array.from({ length: 1e8 }, (_, i) => ({ i }))`,
      `const all = []; for (;;) all.push(new Intl.DateTimeFormat('zh', { dateStyle: 'full' }).formatToParts(all.length))`,
    ]) {
      const own = new GuestProcess(2_500);
      assert.include(['E_PLUGIN_CRASHED', 'E_PLUGIN_TIME'], told(await call(own, greedy)), greedy);
      assert.isFalse(own.alive);
    }
    assert.equal(await call(guest, `return 'x'.repeat(3e6)`), 'E_PLUGIN_LIMIT');
    const other = new GuestProcess(4_000);
    assert.equal(
      await call(
        other,
        `for (let i = 0; i < 300; i += 1) services.records.get('a.b'); await services.records.get('a.b')`,
      ),
      'E_PLUGIN_LIMIT',
    );
    const third = new GuestProcess(4_000);
    assert.equal(await call(third, 'return 1'), 1);
    third.kill();
    assert.equal(await call(third, 'return 1'), 'E_PLUGIN_CRASHED');
  }).timeout(60_000);

  test('may refuse in its own words, and a refusal of the server that it lets through comes out as it was', async ({
    assert,
  }) => {
    const refused = await guest
      .run(
        {
          files: { [RUN]: `export default (event, { refuse }) => refuse('不用改')` },
          run: RUN,
          event: {},
          settings: {},
        },
        nothing,
      )
      .catch((error: unknown) => error);
    assert.deepInclude(refused as object, { status: 422, code: 'E_ACT_REFUSED', title: '不用改' });
    const services: GuestServices = { ...nothing, ask: () => Promise.reject(new Problem(403, 'E_GRANT_X', 'x')) };
    assert.equal(await call(guest, `await services.records.get('a.b')`, services), 'E_GRANT_X');
    assert.equal(
      await call(guest, `try { await services.records.get('a.b') } catch (error) { return error.code }`, services),
      'E_GRANT_X',
    );
    assert.equal(await call(guest, `throw { toString: null }`), 'E_PLUGIN_FAILED');
    assert.equal(await call(guest, `return 1n`), 'E_PLUGIN_FAILED');
  });

  test('is judged without being run: its syntax, what it imports, and that there is something to call', async ({
    assert,
  }) => {
    const check = async (files: Record<string, string>): Promise<string[]> =>
      (await guest.check(files, Object.keys(files).slice(0, 1))).map(({ code, at, value }) =>
        `${code} ${at} ${value}`.slice(0, 60),
      );
    assert.deepEqual(
      await check({
        'server/a.ts': `import { b } from './b.ts'; export default (n: number) => b(n);`,
        'server/b.ts': 'export const b = (n: number): number => n;',
      }),
      [],
    );
    assert.deepEqual(await check({ 'server/a.js': 'while (true);' }), ['E_PLUGIN_CODE_DEFAULT server/a.js default']);
    assert.deepEqual(
      await check({
        'server/a.js': `import fs from 'node:fs'; export default fs;`,
        'server/b.js': `export { x } from '../../x.js';`,
      }),
      ['E_PLUGIN_CODE_IMPORT server/a.js node:fs', 'E_PLUGIN_CODE_IMPORT server/b.js ../../x.js'],
    );
    assert.lengthOf(
      await check({ 'server/a.js': `import { none } from './b.js'; export default none;`, 'server/b.js': '' }),
      1,
    );
    assert.match((await check({ 'server/a.js': '}{' }))[0]!, /^E_PLUGIN_CODE_SYNTAX server\/a\.js/);
  });
});

const PROBE = `
const tries = {
  read: async () => (await import('node:fs')).readFileSync('/etc/hostname'),
  write: async () => (await import('node:fs')).writeFileSync(process.argv[1] + '.out', 'x'),
  program: async () => (await import('node:child_process')).execFileSync('/bin/true'),
  connect: async () => (await import('node:net')).connect(9, '127.0.0.1').on('error', () => {}).destroy().unref() && (await fetch('http://127.0.0.1:9')),
  look_up: async () => (await import('node:dns/promises')).lookup('localhost'),
  thread: async () => new (await import('node:worker_threads')).Worker('1', { eval: true }),
  database: async () => new (await import('node:sqlite')).DatabaseSync('x.db'),
  library: async () => process.dlopen({ exports: {} }, '/x.node'),
  inspect: async () => (await import('node:inspector')).open(0),
  text: async () => Function('return 1')(),
  environment: async () => { if (Object.keys(process.env).some((name) => !/^(PWD|SHLVL|_|OLDPWD)$/.test(name))) return 1; throw new Error('empty'); },
};
const open = [];
for (const [name, attempt] of Object.entries(tries)) try { await attempt(); open.push(name); } catch {}
process.stdout.write(JSON.stringify(open));
process.exit(0);`;

test('the process of a guest is kept from files, network, programs, threads and environment, whatever runs in it', ({
  assert,
}) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'shijian-probe-'));
  try {
    const file = path.join(folder, 'probe.mjs');
    writeFileSync(file, PROBE);
    const where = { cwd: folder, env: {}, encoding: 'utf8', timeout: 20_000 } as const;
    const { stdout } = spawnSync(process.execPath, guestArgs(file), where);
    assert.equal(stdout, '[]');
    assert.deepEqual(readdirSync(folder), ['probe.mjs']);
    // The same program under no flags gets through: it is the flags that hold it.
    const free = spawnSync(process.execPath, [file], where);
    assert.includeMembers(JSON.parse(free.stdout) as string[], ['read', 'write', 'program', 'thread', 'text']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}).timeout(60_000);

test('guests belong to one bureau and version each, wait in turn, make room for others, and end with the server', async ({
  assert,
}) => {
  const guests = new Guests({ most: 2, waiting: 3, callMs: 3_000 });
  const run = (key: string, text: string): Promise<unknown> =>
    guests.run(key, { files: { [RUN]: text }, run: RUN, event: {}, settings: {} }, nothing).catch(codeOf);
  const one = 'export default () => 1';
  assert.deepEqual(await Promise.all([run('1 a', one), run('1 a', one), run('2 a', one)]), [1, 1, 1]);
  assert.equal(guests.running, 2);
  assert.equal(await run('3 a', one), 1);
  assert.equal(guests.running, 2, 'the one that was idle longest made room');
  const slow = 'export default () => new Promise(() => {})';
  const many = Array.from({ length: 6 }, () => run('3 a', slow));
  assert.equal(await Promise.race(many), 'E_PLUGIN_BUSY');
  await guests.stop();
  assert.deepEqual([...new Set(await Promise.all(many))].sort(), ['E_PLUGIN_BUSY', 'E_PLUGIN_STOPPED']);
  assert.equal(guests.running, 0);
  await assert.rejects(
    () => guests.run('1 a', { files: {}, run: RUN, event: {}, settings: {} }, nothing),
    /E_PLUGIN_STOPPED/,
  );
}).timeout(30_000);
