// Mistakes and what is said about them: kernel/tests/golden/<mistake>/ holds the files that differ from base/ and diagnostics.json.
// UPDATE_GOLDEN=1 writes what is said today; read the difference before it is committed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '@japa/runner';
import { catalogue, compile } from '../src/index.ts';
import type { Diagnostic } from '../src/index.ts';
import { goldenFolder, goldenInput, mistakes } from './golden_input.ts';

const baseWarnings = new Set(compile(goldenInput(null)).diagnostics.map(said));

test.group('Mistakes', () => {
  for (const mistake of mistakes()) {
    test(`${mistake.replaceAll('_', ' ')} is told at its place, and nothing else is`, ({ assert }) => {
      const { model, diagnostics } = compile(goldenInput(mistake));
      const found = diagnostics.filter((d) => !baseWarnings.has(said(d))).map(brief);
      const file = path.join(goldenFolder, mistake, 'diagnostics.json');
      if (process.env['UPDATE_GOLDEN'] === '1') {
        const lines = found.map((d) => `  ${JSON.stringify(d)}`).join(',\n');
        writeFileSync(file, `[\n${lines}\n]\n`);
      }
      assert.isTrue(existsSync(file), 'diagnostics.json');
      assert.deepEqual(found, JSON.parse(readFileSync(file, 'utf8')) as typeof found);
      assert.isAbove(found.length, 0);
      assert.equal(
        model === null,
        diagnostics.some((d) => d.severity === 'error'),
      );
    });
  }
});

/** What no file of a folder can hold: kernel/tests/compile.spec.ts makes the texts while it runs. */
const generated = ['E_FILE_SIZE', 'E_YAML_SIZE', 'E_CSV_SIZE'];

test('every code of the catalogue has a mistake that provokes it', ({ assert }) => {
  const provoked = new Set(
    mistakes().flatMap((mistake) => compile(goldenInput(mistake)).diagnostics.map(({ code }) => code)),
  );
  // Expressions have their own table, one fault each.
  const table = readFileSync(path.join(import.meta.dirname, 'expressions', 'faults.spec.ts'), 'utf8');
  assert.deepEqual(
    Object.keys(catalogue).filter(
      (code) =>
        !provoked.has(code as Diagnostic['code']) && // the catalogue's own keys
        !generated.includes(code) &&
        !(code.startsWith('E_EXPR_') && table.includes(`'${code}'`)),
    ),
    [],
  );
});

function brief(d: Diagnostic): Record<string, unknown> {
  const { suggestion } = d.params;
  return {
    code: d.code,
    path: d.path,
    line: d.line,
    col: d.col,
    at: d.at,
    value: d.value,
    ...(suggestion && { suggestion }),
  };
}

function said(d: Diagnostic): string {
  return `${d.code} ${d.path} ${d.at} ${d.value}`;
}
