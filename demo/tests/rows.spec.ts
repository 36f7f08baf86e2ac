// What the demo's rows look like as a whole: the same every time, skewed as a county is, streamed and not held.
import { createHash } from 'node:crypto';
import { test } from '@japa/runner';
import { readBureaus, shareOut } from '../bureaus.ts';
import { baseDate } from '../calendar.ts';
import { streams, subjects } from '../generate.ts';
import type { Row } from '../subject.ts';

const bureaus = readBureaus();

/** Changes only when the demo is meant to change. */
const FIXED = [
  'market.subject 93a4586cb64a999c',
  'market.person 16d3f98730b17ccf',
  'market.premises 16e9bd93e9849e5c',
  'market.licence fae855f54e439852',
  'food.operator c1952d4a846da557',
  'food.licence eb1406edad421266',
  'food.staff b6415d540b5d8d48',
];

function all(entity: string, total = 20_000): Row[] {
  const counts = shareOut(bureaus, total);
  const stream = streams.find((one) => one.entity === entity);
  return bureaus.flatMap((bureau, i) => [...(stream?.rows(bureau, counts[i] ?? 0) ?? [])]);
}

function share(rows: readonly Row[], test: (row: Row) => boolean): number {
  return rows.filter(test).length / rows.length;
}

test.group('Rows of the demo', () => {
  test('the first thousand rows of every stream are the same on every machine and every day', ({ assert }) => {
    const hashes = streams.map((stream) => {
      const hash = createHash('sha256');
      for (const bureau of bureaus) for (const row of stream.rows(bureau, 250)) hash.update(JSON.stringify(row));
      return `${stream.entity} ${hash.digest('hex').slice(0, 16)}`;
    });
    assert.deepEqual(hashes, FIXED);
  });

  test('a row does not depend on how many are asked for', ({ assert }) => {
    const [, changan] = bureaus;
    if (!changan) return assert.fail('no bureau');
    const few = [...subjects(changan, 20)];
    const many = [...subjects(changan, 500)].slice(0, 20);
    assert.deepEqual(few, many);
  });

  test('kinds, states, food, risk and dates lie within the bands of a county', ({ assert }) => {
    const rows = all('market.subject');
    const operators = all('food.operator');
    const within = (value: number, low: number, high: number, what: string): void => {
      assert.isTrue(value >= low && value <= high, `${what}: ${value.toFixed(4)} is not within ${low}–${high}`);
    };
    within(
      share(rows, (row) => row['kind'] === 'individual'),
      0.6,
      0.7,
      'individual businesses',
    );
    within(
      share(rows, (row) => row['kind'] === 'enterprise'),
      0.28,
      0.38,
      'enterprises',
    );
    within(
      share(rows, (row) => row['kind'] === 'cooperative'),
      0.005,
      0.03,
      'co-operatives',
    );
    within(
      share(rows, (row) => row['status'] === '1'),
      0.7,
      0.82,
      'in being',
    );
    within(
      share(rows, (row) => row['status'] === '4'),
      0.12,
      0.22,
      'cancelled',
    );
    within(
      share(rows, (row) => row['station'] === undefined),
      0.005,
      0.02,
      'without a station',
    );
    within(
      share(rows, (row) => row['abnormal_on'] !== undefined),
      0.02,
      0.06,
      'abnormal',
    );
    within(operators.length / rows.length, 0.27, 0.34, 'food operators');
    within(
      share(operators, (row) => row['risk'] === 'D'),
      0.03,
      0.09,
      'risk D',
    );
    within(
      share(operators, (row) => row['risk'] === 'C'),
      0.14,
      0.24,
      'risk C',
    );
    const live = operators.filter((row) => row['status'] === 'valid');
    within(
      share(live, (row) => String(row['valid_until']) >= baseDate && String(row['valid_until']) < '2027-02-18'),
      0.04,
      0.13,
      'ending within 90 days',
    );
    within(
      share(live, (row) => String(row['valid_until']) < baseDate),
      0.01,
      0.06,
      'ended and not cancelled',
    );
  });

  test('names repeat as seldom as in one register', ({ assert }) => {
    const rows = all('market.subject');
    const byBureau = new Set(rows.map((row) => `${String(row['uscc']).slice(2, 8)} ${String(row['name'])}`));
    assert.isTrue(byBureau.size / rows.length > 0.995, `${rows.length - byBureau.size} names repeat`);
  });

  test('rare characters, middle dots and full-width brackets occur, half-width brackets do not', ({ assert }) => {
    const rows = all('market.subject');
    assert.isTrue(rows.some((row) => /[䶮𬭎]/u.test(String(row['legal_rep']))));
    assert.isTrue(rows.some((row) => String(row['legal_rep']).includes('·')));
    assert.isTrue(rows.some((row) => /（.+店）$/.test(String(row['name']))));
    assert.isFalse(rows.some((row) => /[()]/.test(String(row['name']))));
  });

  test('no row holds a citizen’s number', ({ assert }) => {
    for (const stream of streams)
      for (const row of all(stream.entity, 2_000)) {
        assert.notProperty(row, 'legal_rep_id');
        assert.notProperty(row, 'id_no');
      }
  });

  test('what a row points at is a row of an earlier stream', ({ assert }) => {
    const subjectIds = new Set(all('market.subject', 2_000).map((row) => row.id));
    const operators = all('food.operator', 2_000);
    const operatorIds = new Set(operators.map((row) => row.id));
    for (const row of [
      ...operators,
      ...all('market.licence', 2_000),
      ...all('market.person', 2_000),
      ...all('market.premises', 2_000),
    ])
      assert.isTrue(subjectIds.has(String(row['subject'])));
    for (const row of [...all('food.licence', 2_000), ...all('food.staff', 2_000)])
      assert.isTrue(operatorIds.has(String(row['operator'])));
  });

  test('a stall number belongs to stalls of the bureau that has the field', ({ assert }) => {
    const stalls = all('food.operator').filter((row) => row['x_stall_no'] !== undefined);
    assert.isNotEmpty(stalls);
    for (const row of stalls) assert.equal(String(row['licence_no']).slice(3, 9), '130102');
  });

  test('a hundred thousand subjects stream in a second or so without being held', ({ assert }) => {
    const [, changan] = bureaus;
    if (!changan) return assert.fail('no bureau');
    const before = process.memoryUsage().rss;
    const started = performance.now();
    let rows = 0;
    let characters = 0;
    for (const row of subjects(changan, 100_000)) {
      rows++;
      characters += String(row['name']).length;
    }
    assert.equal(rows, 100_000);
    assert.isAbove(characters, 500_000);
    assert.isBelow(process.memoryUsage().rss - before, 150 * 1024 * 1024);
    assert.isBelow(performance.now() - started, 10_000, 'ten times slower than measured');
  }).timeout(20_000);

  test('more subjects than there are numbers are refused before the first row', ({ assert }) => {
    const [city] = bureaus;
    if (!city) return assert.fail('no bureau');
    assert.throws(() => subjects(city, 700_001).next(), RangeError);
  });
});
