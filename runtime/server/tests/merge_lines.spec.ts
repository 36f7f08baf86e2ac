import { test } from '@japa/runner';
import fc from 'fast-check';
import { mergeLines } from '../door/merge_lines.ts';

const BASE = 'kind: Patch\nof: Entity core.person\nbase: core@1.0.0\nset:\n  a: 1\n  b: 2\n  c: 3\n  d: 4\n';

test.group('Texts that two changed', () => {
  test('changes of different places are both taken, in whatever order', ({ assert }) => {
    const [ours, theirs] = [BASE.replace('a: 1', 'a: 9'), BASE.replace('  d: 4\n', '  d: 4\n  e: 5\n')];
    const both = BASE.replace('a: 1', 'a: 9').replace('  d: 4\n', '  d: 4\n  e: 5\n');
    assert.equal(mergeLines(BASE, ours, theirs), both);
    assert.equal(mergeLines(BASE, theirs, ours), both);
    assert.equal(
      mergeLines(BASE, BASE.replace('  b: 2\n', ''), BASE.replace('d: 4', 'd: 8')),
      BASE.replace('  b: 2\n', '').replace('d: 4', 'd: 8'),
    );
  });

  test('changes of one line, of neighbours and additions at one place are for somebody to decide', ({ assert }) => {
    assert.isNull(mergeLines(BASE, BASE.replace('b: 2', 'b: 5'), BASE.replace('b: 2', 'b: 6')));
    assert.isNull(mergeLines(BASE, BASE.replace('b: 2', 'b: 5'), BASE.replace('c: 3', 'c: 6')));
    assert.isNull(mergeLines(BASE, BASE.replace('  c', '  x: 1\n  c'), BASE.replace('  c', '  y: 1\n  c')));
    assert.isNull(mergeLines(BASE, BASE.replace('  c: 3\n', ''), BASE.replace('c: 3', 'c: 7')));
  });

  test('what both changed alike is taken once, and a side that changed nothing gives way', ({ assert }) => {
    const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(texts, texts, (base, other) => {
        assert.equal(mergeLines(base, other, other), other);
        assert.equal(mergeLines(base, base, other), other);
        assert.equal(mergeLines(base, other, base), other);
      }),
    );
    fc.assert(
      fc.property(texts, texts, texts, (base, ours, theirs) => {
        assert.equal(mergeLines(base, ours, theirs), mergeLines(base, theirs, ours));
      }),
    );
  });
});
