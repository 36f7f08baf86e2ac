// Rows of the demo against the model that ships: they go past the record checks on their way in, so they are held to them here.
import { fileURLToPath } from 'node:url';
import { test } from '@japa/runner';
import { checkRecord, compile } from '@shijian/kernel';
import type { EntityModel, Env, Model, Value } from '@shijian/kernel';
import { readSources } from '../../runtime/server/revisions/read_packages.ts';
import { readBureaus, shareOut } from '../bureaus.ts';
import { baseDate } from '../calendar.ts';
import { streams } from '../generate.ts';

const sources = await readSources({ root: fileURLToPath(new URL('../../', import.meta.url)) });
const bureaus = readBureaus();
const counts = shareOut(bureaus, 3_000);

function modelOf(name: string): Model {
  const tenant = sources.tenants.find((one) => one.name === name);
  const { model } = tenant ? compile({ packages: sources.packages, tenant }) : { model: null };
  if (!model) throw new Error(`${name} does not compile`);
  return model;
}

function surroundings(model: Model, record: Record<string, unknown>): Env {
  return {
    record: { get: (field) => (record[field] ?? null) as Value, rows: (field) => rowsOf(record[field]) }, // rows of the demo are JSON
    now: `${baseDate}T04:00:00.000Z`,
    time_zone: model.tenant.time_zone,
    list: () => undefined,
  };
}

function rowsOf(value: unknown): { get(field: string): Value }[] {
  const rows = Array.isArray(value) ? (value as Record<string, Value>[]) : []; // children are arrays of objects
  return rows.map((row) => ({ get: (field) => row[field] ?? null }));
}

function faultsOf(entity: EntityModel, row: Record<string, unknown>, model: Model): string[] {
  const { id: _id, ...body } = row;
  const { faults } = checkRecord(entity, body, {
    mode: 'import',
    env: (image) => surroundings(model, image),
    ctx: { list: (name) => model.lists[name] },
    mayWrite: () => true,
  });
  return faults.map((fault) => `${fault.path} ${fault.code} ${JSON.stringify(fault.value)}`);
}

test.group('Rows of the demo under the model', () => {
  for (const stream of streams)
    test(`every row of ${stream.entity} would be taken from an officer, but for items that are retired since`, ({
      assert,
    }) => {
      let rows = 0;
      for (const [i, bureau] of bureaus.entries()) {
        const model = modelOf(bureau.name);
        const entity = model.entities[stream.entity];
        if (!entity) return assert.fail(`no ${stream.entity}`);
        for (const row of stream.rows(bureau, counts[i] ?? 0)) {
          const faults = faultsOf(entity, row, model).filter((fault) => !/^items\b.* E_CODE_RETIRED /.test(fault));
          assert.deepEqual(faults, [], JSON.stringify(row));
          rows++;
        }
      }
      assert.isAbove(rows, 100);
    }).timeout(60_000);

  test('a row that is spoiled is not taken, so that the tests above see something', ({ assert }) => {
    const model = modelOf('changan');
    const entity = model.entities['food.operator'];
    const [, changan] = bureaus;
    const row =
      changan &&
      streams
        .find((stream) => stream.entity === 'food.operator')
        ?.rows(changan, 5)
        .next().value;
    if (!entity || !row) return assert.fail('no row');
    const { phone: _phone, ...silent } = row;
    assert.deepEqual(faultsOf(entity, silent, model), ['phone E_REQUIRED null']);
    assert.deepEqual(
      faultsOf(entity, { ...row, valid_until: '2001-01-01' }, model).map((fault) => fault.split(' ')[1]),
      ['E_CHECK'],
    );
  });
});
