// Exact decimals. That they agree with PostgreSQL is shown by the proof of the expressions.
import { test } from '@japa/runner';
import fc from 'fast-check';
import { Decimal } from '../../src/expressions/decimal.ts';

const number = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 20 }))
  .map(([digits, scale]) => Decimal.of(`${digits}e-${scale}`));
const same = (a: Decimal, b: Decimal): boolean => a.compare(b) === 0;

test.group('Exact decimals', () => {
  test('are read as people and JavaScript write them, and written one way', ({ assert }) => {
    const cases: [number | string, string][] = [
      ['12.50', '12.5'],
      ['-0', '0'],
      ['-0.00', '0'],
      ['.5', '0.5'],
      ['5.', '5'],
      ['+007', '7'],
      ['1e3', '1000'],
      ['-1.25e-3', '-0.00125'],
      [1e21, '1000000000000000000000'],
      [1.5e-7, '0.00000015'],
      [0.1, '0.1'],
      [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ];
    for (const [from, to] of cases) assert.equal(Decimal.of(from).plain(), to);
    for (const wrong of ['', '.', '-', '1.2.3', '1,5', 'NaN', Number.NaN, Infinity, '0x10', '1e', ' 1'])
      assert.throws(() => Decimal.of(wrong), RangeError);
  });

  test('round and divide half away from zero', ({ assert }) => {
    const rounded = (text: string, places: number): string => Decimal.of(text).round(places).plain();
    assert.deepEqual(
      ['2.5', '-2.5', '2.49', '0.5', '-0.5', '1.005'].map((text) => rounded(text, 0)),
      ['3', '-3', '2', '1', '-1', '1'],
    );
    assert.deepEqual(
      [rounded('1.005', 2), rounded('-1.005', 2), rounded('1250', -2), rounded('3', 5)],
      ['1.01', '-1.01', '1300', '3'],
    );
    const divided = (a: string, b: string, places: number): string =>
      Decimal.of(a).dividedBy(Decimal.of(b), places).plain();
    assert.deepEqual(
      [
        divided('1', '3', 4),
        divided('2', '-3', 2),
        divided('-1', '-8', 2),
        divided('0.001', '0.2', 3),
        divided('7', '2', 0),
      ],
      ['0.3333', '-0.67', '0.13', '0.005', '4'],
    );
    assert.throws(() => Decimal.of(1).dividedBy(Decimal.of(0), 2), RangeError);
    assert.deepEqual(
      [Decimal.of('2.5').fixed(2), Decimal.of('2').fixed(2), Decimal.of('-0.005').fixed(2), Decimal.of('7').fixed(0)],
      ['2.50', '2.00', '-0.01', '7'],
    );
  });

  test('keep the laws of arithmetic, and what is written is read back', ({ assert }) => {
    fc.assert(
      fc.property(number, number, number, fc.integer({ min: 0, max: 25 }), (a, b, c, places) => {
        assert.isTrue(same(a.plus(b).minus(b), a));
        assert.isTrue(same(a.plus(b).times(c), a.times(c).plus(b.times(c))));
        assert.isTrue(same(Decimal.of(a.plain()), a));
        assert.equal(a.compare(b), -b.compare(a));
        assert.equal(a.places(), a.plain().split('.')[1]?.length ?? 0);
        const off = a.round(places).minus(a).magnitude().times(Decimal.of(2));
        assert.isTrue(off.compare(Decimal.of(`1e-${places}`)) <= 0);
        if (!b.isZero()) {
          const error = a.dividedBy(b, places).times(b).minus(a).magnitude().times(Decimal.of(2));
          assert.isTrue(error.compare(b.magnitude().times(Decimal.of(`1e-${places}`))) <= 0);
        }
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });
});
