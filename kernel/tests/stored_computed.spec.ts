import { test } from '@japa/runner';
import { compile, emitBoolean, isTrue, readsOf } from '../src/index.ts';
import type { Env, Expr, SqlTarget } from '../src/index.ts';
import { goldenInput } from './golden_input.ts';

const THING = `kind: Entity
name: thing
label: 事项
fields:
  name: { type: string, label: 名称, required: true }
  price: { type: integer, label: 单价 }
  count: { type: integer, label: 数量 }
  total: { type: computed, as: integer, label: 合计, value: "record.price * record.count", stored: true, indexed: true }
  big: { type: computed, as: boolean, label: 大额, value: "record.total > 100" }
  parent: { type: ref, to: thing, label: 上级 }
filters:
  grave: "record.big && record.parent.total > 100"
`;

function grave(): Expr {
  const input = goldenInput(null);
  input.packages
    .find((source) => source.name === 'food')!
    .files.push({ path: 'food/entities/thing.yaml', text: THING });
  const { model, diagnostics } = compile(input);
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return model.entities['food.thing']!.filters['grave']!.expr;
}

test.group('A computed field that is stored', () => {
  test('is a column in SQL, bare for its index, through other computed fields too', ({ assert }) => {
    const target = {
      column: (_entity: string, field: string, alias: string) => `${alias}.${field}`,
      alias: () => 'r',
      relation: () => 'things',
      tenantOf: () => '',
      param: (value: unknown) => `<${String(value)}>`,
      fresh: () => 'p',
    } as unknown as SqlTarget; // as much of a target as these paths ask for
    const { isTrue: sql } = emitBoolean(grave(), target);
    assert.include(sql, 'r.total > <100>');
    assert.include(sql, 'p.total > <100>');
    assert.notInclude(sql, 'price');
  });

  test('is computed in JavaScript, where no column is at hand, and reads what its formula reads', ({ assert }) => {
    const rows = (own: number, above: number): Env => ({
      record: {
        get: (field) => ({ price: own, count: 1 })[field] ?? null,
        follow: () => ({ get: (field) => ({ price: above, count: 1 })[field] ?? null }),
      },
      now: '2026-11-21T00:00:00Z',
      time_zone: 'Asia/Shanghai',
      list: () => undefined,
    });
    assert.isTrue(isTrue(grave(), rows(101, 101)));
    assert.isFalse(isTrue(grave(), rows(101, 100)));
    const read = readsOf(grave()).fields.map(({ field }) => field);
    for (const field of ['total', 'price', 'count', 'parent']) assert.include(read, field);
  });
});
