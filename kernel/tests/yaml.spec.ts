// Our YAML reader gives the tree that the library `yaml` gives, and takes nothing that the library refuses.
import path from 'node:path';
import { test } from '@japa/runner';
import fc from 'fast-check';
import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { readYaml } from '../src/parse/yaml/read_yaml.ts';
import type { YamlNode } from '../src/parse/yaml/tree.ts';
import { filesOf } from './golden_input.ts';

/** A tree as nested lists: place, then value and text, or what is inside. */
type Tree = unknown;

function theirs(text: string): { tree: Tree } | { refused: string } {
  const found = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  // A bracket that closes in the column of its key is only advised against.
  const warnings = found.warnings.filter(({ message }) => !message.startsWith('Flow end indicator'));
  const fault = [...found.errors, ...warnings][0];
  return fault ? { refused: fault.code } : { tree: topOf(treeOf(found.contents)) };
}

function treeOf(item: unknown): Tree {
  if (isAlias(item)) return ['alias', item.source];
  if (isMap(item)) return [item.range?.[0], item.items.map(({ key, value }) => [treeOf(key), value && treeOf(value)])];
  if (isSeq(item)) return [item.range?.[0], item.items.map(treeOf)];
  if (!isScalar(item)) return null;
  const style = item.type === 'PLAIN' ? 'plain' : item.type?.startsWith('QUOTE') ? 'quoted' : 'block';
  return [item.source === '' ? '' : item.range?.[0], item.value, item.source, style];
}

function ours(text: string): { tree: Tree } | { refused: string } {
  const { node, faults } = readYaml(text);
  return faults[0] ? { refused: faults[0].problem } : { tree: topOf(node && oursOf(node)) };
}

function oursOf(node: YamlNode): Tree {
  if (node.is === 'alias') return ['alias', node.name];
  if (node.is === 'map') return [node.start, node.pairs.map(({ key, value }) => [oursOf(key), value && oursOf(value)])];
  if (node.is === 'list') return [node.start, node.items.map(oursOf)];
  return [node.source === '' ? '' : node.start, node.value, node.source, node.style];
}

/** A document is a map or a list: of one that is a scalar or nothing it does not matter which. */
const topOf = (tree: Tree): Tree => (Array.isArray(tree) && Array.isArray(tree[1]) ? tree : 'no collection');

/** What the library takes and a document never needs. */
const notTaken = [
  'Keys marked by ? are not read',
  'Unresolved tag',
  'A key stands on one line',
  'A key is missing',
  'Missing closing quote',
  'A key needs a colon and a blank behind it',
  'Unexpected text behind the value',
  'The indentation fits no line above',
  'An empty line above stands further in',
];

const root = path.join(import.meta.dirname, '..', '..');
const texts = ['metadata', 'plugins', 'tenants', 'kernel/tests']
  .flatMap((folder) => [...filesOf(path.join(root, folder))])
  .filter(([name]) => name.endsWith('.yaml') && !name.includes('node_modules'))
  .flatMap(([, text]) => [text, ...text.split(/^---\n/m)])
  .filter((text) => !/[\r\ufeff]/.test(text));

const word = fc.constantFrom(
  ...[
    'a',
    'b c',
    ' ',
    '  ',
    '中文',
    '#',
    '# c',
    ': ',
    "'",
    '"',
    '\\n',
    '\\u00e9',
    '\\',
    '1',
    '- ',
    '{',
    '}',
    '[',
    ']',
    ',',
  ],
  ...['...', '!', '?', '%', '@', '0o17', '.5', '1e3', 'null', '~', 'True', "''", 'x: y'],
);
const line = fc.array(word, { maxLength: 5 }).map((words) => words.join(''));
const lines = fc.array(line, { minLength: 1, maxLength: 5 });
const indent = fc.constantFrom('', '  ', '   ', '    ');
const blockText = fc
  .tuple(
    fc.constantFrom('|', '>', '|-', '>-', '|+', '>+', '|2', '>2-', '| # c'),
    lines,
    fc.array(indent, { minLength: 5, maxLength: 5 }),
  )
  .map(([header, body, indents]) => `${header}\n${body.map((each, i) => `  ${indents[i] ?? ''}${each}`).join('\n')}`);
const quoted = fc
  .tuple(fc.constantFrom('"', "'"), lines, indent)
  .map(([quote, body, by]) => quote + body.join(`\n${by}`) + quote);
const flow = fc
  .tuple(
    fc.constantFrom('[]', '{}'),
    fc.array(fc.tuple(line, fc.constantFrom(', ', ',', ': ', '\n   ')), { maxLength: 4 }),
  )
  .map(([brackets, items]) => brackets.charAt(0) + items.flat().join('') + brackets.charAt(1));
const plain = fc.tuple(lines, indent).map(([body, by]) => body.join(`\n${by}`));
const begin = fc.constantFrom('k: ', 'k:\n  ', '- ', 'k:\n  - ', '"q": ', 'x:\n  y: ', '- a: ', ' k: ');
const strung = fc
  .array(
    fc.tuple(begin, fc.oneof(blockText, quoted, flow, plain), fc.constantFrom('\n', '\n\n', '\n# c\n', ' # c\n')),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  // Of empty lines with blanks at the end of a block scalar nobody knows how many he wrote.
  .map((parts) => parts.flat().join('').replace(/ +$/gm, ''));
const small = texts.filter((text) => text.length < 3000 && !/[&*]/.test(text));
const mutated = fc
  .tuple(fc.constantFrom(...small), fc.array(fc.tuple(fc.nat(), fc.nat(12), word), { minLength: 1, maxLength: 3 }))
  .map(([text, changes]) =>
    changes
      .reduce((now, [at, cut, put]) => {
        const from = at % (now.length + 1);
        return now.slice(0, from) + put + now.slice(from + cut);
      }, text)
      .replace(/ +$/gm, ''),
  );

test.group('The YAML reader', () => {
  test('reads every document of this repository as the library does', ({ assert }) => {
    assert.isAbove(texts.length, 300);
    let trees = 0;
    for (const text of texts) {
      const wanted = theirs(text);
      const found = ours(text);
      if ('tree' in wanted && !('refused' in found && found.refused === 'Unresolved tag')) {
        assert.deepEqual(found, wanted, text);
        trees++;
      } else assert.property(found, 'refused', text);
    }
    assert.isAbove(trees, 280);
  });

  test('takes nothing that the library refuses, and reads the rest alike', ({ assert }) => {
    let trees = 0;
    fc.assert(
      fc.property(fc.oneof(strung, mutated), (text) => {
        const found = ours(text);
        const wanted = theirs(text);
        if ('refused' in found) {
          if ('tree' in wanted && wanted.tree !== 'no collection') assert.include(notTaken, found.refused, text);
          return;
        }
        assert.deepEqual(found, wanted, text);
        trees++;
      }),
      { numRuns: 6000, seed: 20261121 },
    );
    assert.isAbove(trees, 800);
  }).timeout(120_000);

  test('answers whatever it is given', ({ assert }) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => assert.isArray(readYaml(text).faults)),
      { numRuns: 2000 },
    );
  });
});
