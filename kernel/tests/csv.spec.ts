// CSV as officers and Excel give it.
import { test } from '@japa/runner';
import fc from 'fast-check';
import { parseCsv } from '../src/index.ts';

const cells = (text: string): string[][] => parseCsv(text).rows.map((row) => row.cells);

test.group('CSV', () => {
  test('quotes, commas, line breaks and doubled quotes inside cells', ({ assert }) => {
    assert.deepEqual(cells('a,"b,c","d ""e"""\r\n"x\ny",,\n'), [
      ['a', 'b,c', 'd "e"'],
      ['x\ny', '', ''],
    ]);
  });

  test('the byte order mark goes, empty lines go, the last line needs no end', ({ assert }) => {
    assert.deepEqual(cells('\ufeffa,b\n\n1,2'), [
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  test('a row knows the line on which it starts', ({ assert }) => {
    const { rows } = parseCsv('a\n"b\nc"\n\nd\r\n');
    assert.deepEqual(
      rows.map((row) => row.line),
      [1, 2, 5],
    );
  });

  test('an unclosed quote and text behind a quote are named with their line', ({ assert }) => {
    assert.deepEqual(
      parseCsv('a\n"b" c,d\n"e').faults.map((fault) => [fault.code, fault.line]),
      [
        ['E_CSV_QUOTE_TEXT', 2],
        ['E_CSV_QUOTE_OPEN', 3],
      ],
    );
  });

  test('what is written comes back, whatever it holds', ({ assert }) => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '中', ' ') });
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, (table) => {
        const text = table.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\r\n');
        assert.deepEqual(cells(text), table);
      }),
    );
  });

  test('a file of 200,000 cells is read in a blink', ({ assert }) => {
    const text = Array.from({ length: 20_000 }, (_, i) => `${i},"甲 ""乙""",丙,,,,,,,`).join('\n');
    const start = performance.now();
    assert.lengthOf(parseCsv(text).rows, 20_000);
    assert.isBelow(performance.now() - start, 1000);
  });
});
