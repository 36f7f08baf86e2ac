// What a city counts over its counties is what it lists there.
import { test } from '@japa/runner';
import { everything, OPERATORS, q, type Item } from './city_helpers.ts';
import { sharedWorld } from './shared_world.ts';
import type { Client } from './world.ts';

interface Counts {
  items: {
    group: Record<string, { value: unknown; label: string | null }>;
    measure: Record<string, number | string>;
  }[];
  more: boolean;
}

test.group('Counts by group', () => {
  const aggregate = async (client: Client, query: string): Promise<Counts> => {
    const answer = await client.get(`${OPERATORS}/aggregate?${query}`);
    if (answer.status !== 200) throw new Error(`${query}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Counts;
  };

  test('counties, codes, refs, months and what is computed are counted as the list counts them', async ({ assert }) => {
    const world = await sharedWorld();
    const city = await world.login('sjz-viewer');
    const all = await everything(city, `${OPERATORS}?limit=200`);
    const expect = (of: (item: Item) => string): [string, number][] =>
      [...Map.groupBy(all, of)].map(([key, rows]): [string, number] => [key, rows.length]).sort();
    const got = (counts: Counts): [string, number][] =>
      counts.items
        .map(({ group, measure }): [string, number] => [
          Object.values(group)
            .map(({ value }) => String(value))
            .join(' '),
          Number(measure.count),
        ])
        .sort();
    const by = async (group: string, of: (item: Item) => string): Promise<Counts> => {
      const counts = await aggregate(city, `group=${group}&limit=1000`);
      assert.deepEqual(got(counts), expect(of), group);
      return counts;
    };
    await by('_tenant', (item) => item._tenant!.name);
    const risks = await by('risk,_tenant', (item) => `${String(item.risk)} ${item._tenant!.name}`);
    assert.isTrue(risks.items.every(({ group }) => group.risk!.value === null || /级/.test(group.risk!.label!)));
    assert.isTrue(risks.items.every(({ group }) => /局$/.test(group._tenant!.label!)));
    const stations = await by('station', (item) => String(item.station));
    assert.isTrue(stations.items.every(({ group }) => group.station!.label));
    await by('valid_until:month', (item) => String(item.valid_until).slice(0, 7));
    await by('is_online', (item) => String(item.is_online));
    await by('expired', (item) => String(item.expired));

    const area = await aggregate(
      city,
      'measure=count,sum(seats),min(valid_until),max(area),avg(employees)&tenant=luquan',
    );
    const luquan = all.filter(({ _tenant }) => _tenant!.name === 'luquan');
    const sum = luquan.reduce((total, { seats }) => total + Number(seats ?? 0), 0);
    assert.equal(area.items[0]!.measure.count, luquan.length);
    assert.equal(Number(area.items[0]!.measure['sum(seats)']), sum);
    assert.equal(
      area.items[0]!.measure['min(valid_until)'],
      luquan.map(({ valid_until }) => String(valid_until)).sort()[0],
    );
    const whole = await aggregate(city, 'measure=avg(employees),count');
    const numbers = all.flatMap(({ employees }) => (employees === null ? [] : [Number(employees)]));
    const mean = numbers.reduce((total, one) => total + one, 0) / numbers.length;
    assert.closeTo(Number(whole.items[0]!.measure['avg(employees)']), mean, 0.000001);
    assert.equal(whole.items[0]!.measure.count, all.length);
    const some = await aggregate(city, 'group=station&limit=3&filter=high_risk');
    assert.isTrue(some.more);
    assert.lengthOf(some.items, 3);
  });

  test('what is masked, hidden or unknown is refused by name, all faults at once', async ({ assert }) => {
    const world = await sharedWorld();
    const city = await world.login('sjz-viewer');
    const answer = await city.get(
      `${OPERATORS}/aggregate?group=phone,staff,nothing,valid_until,risk:month&measure=${q('max(manager),sum(licence_no),min(staff),total,count(*)')}&sort=phone&limit=5000&having=x&filter=${q("record.phone == '1'")}`,
    );
    assert.equal(answer.status, 400);
    const faults = (answer.body as { faults: { code: string; value: unknown }[] }).faults;
    const named = (code: string): unknown[] => faults.filter((one) => one.code === code).map(({ value }) => value);
    assert.deepEqual(named('E_QUERY_GROUP').slice(0, 5), ['phone', 'staff', 'nothing', 'valid_until', 'risk:month']);
    assert.deepEqual(named('E_QUERY_MEASURE'), ['max(manager)', 'sum(licence_no)', 'min(staff)', 'total', 'count(*)']);
    for (const code of ['E_QUERY_SORT', 'E_QUERY_LIMIT', 'E_QUERY_UNKNOWN']) assert.lengthOf(named(code), 1, code);
    assert.isAbove(faults.length, 13);
  });
});
