// The types of the later kinds (model_drafts.ts) are those of their shapes: the same keys, the same ones left out, the same choices.
import path from 'node:path';
import { test } from '@japa/runner';
import ts from 'typescript';
import { documentShape } from '../src/index.ts';
import type { KindName, Shape } from '../src/index.ts';

const file = path.join(import.meta.dirname, '..', 'src', 'model_drafts.ts');
const program = ts.createProgram([file], {
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
});
const checker = program.getTypeChecker();
const source = program.getSourceFile(file)!;
const exported = new Map(
  checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).map((symbol) => [symbol.name, symbol]),
);

/** Keys of the identity and of the envelope are no part of what runs. */
const aside = ['kind', 'was', 'new'];
/** Members that the model adds: names and identities of items, the package of a document. */
const added = ['name', 'uid', 'package', 'label'];

/** Differences between a type of the model and the shape of its key. */
function differences(type: ts.Type, shape: Shape, at: string): string[] {
  const parts = partsOf(type);
  switch (shape.is) {
    case 'object':
      return objectDifferences(parts, shape.keys, at);
    case 'either':
      return eitherDifferences(parts, shape.of, at);
    case 'list':
      return arrayOf(parts, at, (element) => differences(element, shape.of, `${at}[]`));
    case 'map':
      return mapDifferences(parts, shape, at);
    case 'choice': {
      const found = parts.map((part) => (part.isStringLiteral() || part.isNumberLiteral() ? part.value : '?'));
      const wanted = shape.values.filter((value) => typeof value !== 'boolean');
      return same(found.map(String), wanted.map(String)) ? [] : [`${at}: ${found.join(' ')}, not ${wanted.join(' ')}`];
    }
    case 'expression':
    case 'filter':
      return parts.every((part) => part.getProperty('op')) ? [] : [`${at}: no expression`];
    case 'boolean':
      return parts.every((part) => (part.flags & ts.TypeFlags.BooleanLike) !== 0) ? [] : [`${at}: no boolean`];
    case 'integer':
    case 'number':
      return parts.some((part) => (part.flags & ts.TypeFlags.NumberLike) !== 0) ? [] : [`${at}: no number`];
    case 'text':
    case 'name':
    case 'reference':
      return parts.every((part) => (part.flags & ts.TypeFlags.StringLike) !== 0) ? [] : [`${at}: no text`];
    default:
      return [];
  }
}

const partsOf = (type: ts.Type): ts.Type[] => {
  const there = checker.getNonNullableType(type);
  return there.isUnion() ? there.types : [there];
};

const same = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify([...new Set(a)].sort()) === JSON.stringify([...new Set(b)].sort());

function objectDifferences(parts: ts.Type[], keys: Record<string, Shape>, at: string): string[] {
  const properties = new Map(parts.flatMap((part) => part.getProperties().map((each) => [each.name, each] as const)));
  const wanted = Object.keys(keys).filter((key) => !aside.includes(key));
  const unknown = [...properties.keys()].filter((name) => !wanted.includes(name) && !added.includes(name));
  return [
    ...unknown.map((name) => `${at}.${name}: no such key`),
    ...wanted.flatMap((key) => {
      const property = properties.get(key);
      const shape = keys[key]!;
      if (!property) return [`${at}.${key}: missing`];
      const left = (property.flags & ts.SymbolFlags.Optional) !== 0;
      // The label of a document is filled in, its body is taken apart.
      const filled = at.split('.').length === 1 && key === 'label';
      const wrong = !filled && left === (shape.required === true) ? [`${at}.${key}: left out or not`] : [];
      const type = checker.getTypeOfSymbolAtLocation(property, source);
      return [...wrong, ...(`${at}.${key}` === 'Document.body' ? [] : differences(type, shape, `${at}.${key}`))];
    }),
  ];
}

/** Every option is one of the parts. */
function eitherDifferences(parts: ts.Type[], options: Shape[], at: string): string[] {
  return options.flatMap((option) => {
    if (option.is === 'object' && 'cel' in option.keys) return [];
    const tried = parts.map((part) => differences(part, option, at));
    return tried.sort((one, other) => one.length - other.length)[0] ?? [`${at}: nothing`];
  });
}

function arrayOf(parts: ts.Type[], at: string, inside: (element: ts.Type) => string[]): string[] {
  const elements = parts.flatMap((part) => checker.getIndexTypeOfType(part, ts.IndexKind.Number) ?? []);
  return elements[0] ? inside(elements[0]) : [`${at}: no list`];
}

function mapDifferences(parts: ts.Type[], shape: Extract<Shape, { is: 'map' }>, at: string): string[] {
  const { of } = shape;
  if (of.is === 'object' || of.is === 'named')
    return arrayOf(parts, at, (element) => (of.is === 'named' ? [] : differences(element, of, `${at}.*`)));
  const value = parts.flatMap((part) => checker.getIndexTypeOfType(part, ts.IndexKind.String) ?? [])[0];
  return value ? differences(value, of, `${at}.*`) : [`${at}: no map`];
}

function typeOf(name: string): ts.Type {
  return checker.getDeclaredTypeOfSymbol(exported.get(name)!);
}

test.group('Types of the later kinds', () => {
  const kinds: KindName[] = [
    'Workflow', 'Checklist', 'Document', 'Draw', 'Rule', 'Dataset', 'ScoreModel', 'Connector', 'Publication', 'Page', 'Dashboard',
  ]; // prettier-ignore
  for (const kind of kinds)
    test(`a ${kind} of the model has the keys of its shape`, ({ assert }) => {
      const shape = documentShape(kind);
      if (shape.is !== 'object') return assert.fail();
      assert.deepEqual(differences(typeOf(`${kind}Model`), shape, kind), []);
    });

  test('views that no screen shows have the keys of their cases', ({ assert }) => {
    const shape = documentShape('View');
    if (shape.is !== 'variant') return assert.fail();
    for (const [type, keys] of Object.entries(shape.cases)) {
      if (type === 'list' || type === 'detail') continue;
      const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}ViewModel`;
      const all: Shape = { is: 'object', doc: '', keys: { ...shape.common, ...keys } };
      const found = differences(typeOf(name), all, 'View').filter((line) => !line.startsWith('View.type:'));
      assert.deepEqual(found, [], type);
    }
  });

  test('a key that a type lacks, has too much or takes for something else is noticed', ({ assert }) => {
    const shape = documentShape('Draw');
    if (shape.is !== 'object') return assert.fail();
    const { seed: _seed, ...keys } = shape.keys;
    const changed: Shape = {
      ...shape,
      keys: { ...keys, of: { is: 'integer', doc: '' }, more: { is: 'text', doc: '' } },
    };
    assert.deepEqual(differences(typeOf('DrawModel'), changed, 'Draw'), [
      'Draw.seed: no such key',
      'Draw.of: left out or not',
      'Draw.of: no number',
      'Draw.more: missing',
    ]);
  });
});
