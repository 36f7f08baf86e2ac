// `plugin new`: a package that installs, runs and is tested, with one entity to begin from.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '@shijian/server/config/environment';

/** @returns what to do next. @throws Error for a name that is none, or a folder that is there */
export async function newPlugin(
  name: string,
  given: { label?: string | undefined; folder?: string | undefined },
): Promise<string> {
  if (!/^[a-z][a-z0-9]{1,19}$/.test(name))
    throw new Error('a package is named by up to 20 small letters and digits, such as "hawker"');
  const folder = given.folder ?? path.join(ROOT, 'plugins', name);
  if (existsSync(folder)) throw new Error(`${folder} is there already`);
  for (const [file, text] of Object.entries(skeleton(name, given.label ?? '新模块'))) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  return `${folder}
  entities/record.yaml   what is kept; fields, checks and filters
  roles/                 who may do what
  tests/                 run by npm test
Next: write down what you keep, then "npm run validate", "npm test", and "npm run plugin -- pack ${path.relative(process.cwd(), folder) || '.'}".`;
}

/** Files of the new package by their path in it. */
export function skeleton(name: string, label: string): Record<string, string> {
  const npm = {
    name: `@shijian/plugin-${name}`,
    version: '0.1.0',
    license: 'Apache-2.0',
    description: label,
    type: 'module',
    shijian: 'plugin.yaml',
    files: ['plugin.yaml', 'entities', 'lists', 'forms', 'views', 'menus', 'roles', 'patches', 'records', 'server'],
  };
  return {
    'package.json': `${JSON.stringify(npm, null, 2)}\n`,
    'plugin.yaml': `kind: Plugin
name: ${name}
label: ${label}
language: 1
version: 0.1.0
needs: { core: ^1 }
tested: { core: ~1.0 }
`,
    'README.md': `# ${name}\n\n${label}.\n`,
    'lists/status.yaml': `kind: CodeList
name: status
label: 状态
codes:
  open: { label: 办理中, tone: info }
  done: { label: 已办结, tone: good }
`,
    'entities/record.yaml': `kind: Entity
name: record
label: ${label}
title: "{record.name}"
fields:
  name: { type: string, label: 名称, required: true, searchable: true, max_length: 60 }
  status: { type: code, label: 状态, list: status, default: open, required: true, indexed: true }
  station: { type: ref, to: core.org, label: 监管所, required: true, indexed: true }
  begun_on: { type: date, label: 开始日期, default: { cel: today }, required: true }
  done_on: { type: date, label: 办结日期 }
  note: { type: text, label: 备注 }
checks:
  dates: { rule: "record.done_on >= record.begun_on", message: 办结日期不能早于开始日期, at: done_on }
filters:
  own_station: "record.station == actor.station"
`,
    'views/records.yaml': `kind: View
name: records
label: ${label}
of: record
type: list
columns: [name, status, station, begun_on, done_on]
sort: [-begun_on]
`,
    [`menus/${name}.yaml`]: `kind: Menu
name: ${name}
label: ${label}
group: 专业监管
items: { records: { label: ${label}, view: records, icon: store } }
`,
    'roles/admin.yaml': `kind: Role
name: admin
label: ${label}管理员
grants:
  ${name}.record: { read: true, create: true, update: true, delete: true, restore: true, import: true, export: true, history: true }
`,
    'roles/officer.yaml': `kind: Role
name: officer
label: ${label}经办人
grants:
  ${name}.record: { read: own_station, create: own_station, update: own_station, history: true }
`,
    'tests/run.ts': `// Runs the package's specs.
import path from 'node:path';
import { assert } from '@japa/assert';
import { configure, processCLIArgs, run } from '@japa/runner';

process.chdir(path.join(import.meta.dirname, '..'));
processCLIArgs(process.argv.slice(2));
configure({ files: ['tests/**/*.spec.ts'], plugins: [assert()], timeout: 60_000, forceExit: true });
await run();
`,
    [`tests/${name}.spec.ts`]: `// What the package promises whoever installs it, on a real server over a real database: two bureaus and their city, stations and people.
import { test } from '@japa/runner';
import { bootPlugin, codeOf, scopeProof, type PluginWorld } from '@shijian/server/kit/index';

const RECORD = '${name}.record';

test.group(${JSON.stringify(label)}, (group) => {
  let world: PluginWorld;
  group.setup(async () => {
    world = await bootPlugin(import.meta.dirname);
  });
  group.teardown(() => world.stop());

  test('an officer keeps the records of his own station, and what is wrong is told with its field', async ({ assert }) => {
    // core.staff reads the units that a record names.
    const roles = ['officer', 'core.staff'];
    const [officer, elsewhere] = [world.as(roles), world.as(roles, { station: 2 })];
    const station = (await officer.send<{ org: { id: string } }>('GET', '/api/me')).org.id;
    const made = await officer.create(RECORD, { name: '第一条', station });
    assert.equal(made.status, 'open');
    assert.equal(await codeOf(elsewhere.get(RECORD, made.id)), 'E_RECORD_NONE');
    const wrong = officer.update(RECORD, made, { done_on: '2000-01-01' });
    assert.equal(await codeOf(wrong), 'E_RECORD_INVALID');
  });

  test('nobody sees more than its roles say, by any path', async ({ assert }) => {
    const { faults, rows } = await scopeProof(world);
    assert.deepEqual(faults, []);
    assert.isAbove(rows, 0);
  }).timeout(600_000);
});
`,
  };
}
