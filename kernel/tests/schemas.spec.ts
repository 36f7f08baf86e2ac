// The JSON Schemas that editors use say what the validator says.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from '@japa/runner';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { documentSchema, kindNames, parseDocument } from '../src/index.ts';
import type { KindName } from '../src/index.ts';
import { filesOf, goldenInput } from './golden_input.ts';

const root = path.join(import.meta.dirname, '..', '..');
const ajv = new Ajv2020({ strict: false, validateFormats: false });
const validators = new Map(kindNames.map((kind) => [kind, ajv.compile(documentSchema(kind as KindName))]));
const yaml = ([name]: [string, string]): boolean => /\.ya?ml$/.test(name) && !name.includes('node_modules');

/** Faults of a single document that a JSON Schema can see too. */
const seen =
  /^E_(KEY_UNKNOWN|KEY_MISSING|KEY_OTHER_TYPE|VALUE_CHOICE|VALUE_QUOTES|VALUE_TYPE|FIELD_TYPE_UNKNOWN|VIEW_TYPE_UNKNOWN|NAME_FORM|ITEM_TWICE)$/;

test.group('JSON Schemas', () => {
  test('take every document of this repository and every example of the language', ({ assert }) => {
    const { packages, tenant } = goldenInput(null);
    const documents: [string, string][] = [
      ...['metadata', 'plugins', 'tenants'].flatMap((folder) => [...filesOf(path.join(root, folder))].filter(yaml)),
      ...[...packages, ...(tenant ? [tenant] : [])]
        .flatMap((source) => source.files.map((file): [string, string] => [file.path, file.text]))
        .filter(yaml),
    ];
    for (const [name, text] of documents) {
      const { kind, value } = parseDocument({ path: name, text });
      const validate = validators.get(kind ?? '');
      if (!validate) return assert.fail(`${name}: no kind`);
      assert.isTrue(validate(value), `${name} ${ajv.errorsText(validate.errors)}`);
    }
    assert.isAbove(documents.length, 60);
  });

  test('refuse what the validator refuses', ({ assert }) => {
    let refused = 0;
    for (const mistake of readdirSync(path.join(import.meta.dirname, 'golden')))
      for (const [name, text] of [...filesOf(path.join(import.meta.dirname, 'golden', mistake))].filter(yaml)) {
        const { kind, value, diagnostics } = parseDocument({ path: name, text });
        if (
          !kind ||
          !diagnostics.some((d) => seen.test(d.code)) ||
          diagnostics.some((d) => d.code.startsWith('E_YAML'))
        )
          continue;
        assert.isFalse(validators.get(kind)?.(value), `${mistake}/${name} ${diagnostics.map((d) => d.code).join(' ')}`);
        refused++;
      }
    assert.isAbove(refused, 8);
  });

  test('show an example beside every spelling, and the spelling takes it', ({ assert }) => {
    let seen = 0;
    const look = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      if ('pattern' in schema && typeof schema.pattern === 'string' && 'examples' in schema) {
        assert.match(String((schema.examples as unknown[])[0]), new RegExp(schema.pattern)); // an array in every schema
        seen++;
      }
      Object.values(schema).forEach(look);
    };
    for (const kind of kindNames) look(documentSchema(kind as KindName));
    assert.isAbove(seen, 40);
  });

  test('are written down as they are', ({ assert }) => {
    for (const kind of kindNames) {
      const file = path.join(root, 'metadata', 'schemas', `${kind}.schema.json`);
      assert.isTrue(existsSync(file));
      assert.deepEqual(
        JSON.parse(readFileSync(file, 'utf8')),
        JSON.parse(JSON.stringify(documentSchema(kind as KindName))),
      );
    }
  });
});
