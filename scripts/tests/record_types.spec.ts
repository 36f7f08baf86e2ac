// The types of `npm run types`, judged by the TypeScript compiler.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import { compile, fieldTypeNames, type Model, typeName } from '@shijian/kernel';
import { ROOT } from '@shijian/server/config/environment';
import { readPackage } from '@shijian/server/revisions/read_packages';
import ts from 'typescript';
import { readTenant } from '../read_tenant.ts';
import { recordTypes } from '../types/record_types.ts';

/** The project, and the package that has a field of every type. */
async function everything(): Promise<Model> {
  const { packages } = await readTenant(undefined);
  const allFields = await readPackage('package', path.join(ROOT, 'examples', 'all_fields'), ROOT);
  const { model, diagnostics } = compile({ packages: [...packages, allFields], tenant: null });
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return model;
}

const model = await everything();
const text = await recordTypes(model);

/** Codes and lines of what the compiler says to a program that imports the types. */
function faultsOf(program: string): string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'shijian-types-'));
  try {
    writeFileSync(path.join(folder, 'records.ts'), text);
    writeFileSync(path.join(folder, 'use.ts'), program);
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      exactOptionalPropertyTypes: true,
      types: [],
      allowImportingTsExtensions: true,
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
    };
    const made = ts.createProgram([path.join(folder, 'records.ts'), path.join(folder, 'use.ts')], options);
    return ts.getPreEmitDiagnostics(made).map(({ code, file, start }) => {
      const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      return `${path.basename(file?.fileName ?? '')}:${line} TS${code}`;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.group('Types of the records', () => {
  test('have one type an entity for reading and one for making, and an index by name', ({ assert }) => {
    for (const entity of Object.keys(model.entities)) {
      assert.include(text, `export interface ${typeName(entity)} {`);
      assert.include(text, `export interface ${typeName(entity)}Input {`);
      assert.match(text, new RegExp(`^ {2}'${entity.replace('.', '\\.')}': ${typeName(entity)};$`, 'm'));
    }
    assert.notMatch(text, /\bany\b|JSON-Schema/);
  });

  test('let a program use every field as the API gives it', ({ assert }) => {
    const used = new Set(Object.values(model.entities).flatMap((entity) => entity.fields.map(({ type }) => type)));
    assert.sameMembers([...used], fieldTypeNames());
    assert.deepEqual(
      faultsOf(`import type { SampleSheet, SampleSheetInput, Records } from './records.ts';
declare const sheet: SampleSheet;
export const title: string = sheet._title;
export const rows: { item: string; count?: number | null }[] = (sheet.rows ?? []).map(({ item, count }) => ({ item, count: count ?? null }));
export const price: string | null | undefined = sheet.price;
export const about: { entity: 'market.subject' | 'sample.note'; id: string } | null | undefined = sheet.about;
export const place: number | undefined = sheet.place?.lng;
export const colour: string = sheet._refs?.station?.title ?? sheet.colour ?? '';
export const made: SampleSheetInput = { name: '一', rows: [{ item: '二' }], notes: [], weight: null };
export const whole: Records['sample.sheet'] = sheet;
`),
      [],
    );
  });

  test('stop a program at a field that is not there, a missing one, a wrong code and a computed one that is sent', ({
    assert,
  }) => {
    assert.deepEqual(
      faultsOf(`import type { SampleSheet, SampleSheetInput } from './records.ts';
declare const sheet: SampleSheet;
export const none = sheet.nothing;
export const unnamed: SampleSheetInput = { pieces: 1 };
export const wrong: SampleSheetInput = { name: '一', colour: 'no such colour' };
export const sent: SampleSheetInput = { name: '一', total: '1' };
export const numbered: SampleSheetInput = { name: '一', no: '1' };
export const price: number = sheet.price ?? 0;
`),
      [
        'use.ts:3 TS2339',
        'use.ts:4 TS2741',
        'use.ts:5 TS2322',
        'use.ts:6 TS2353',
        'use.ts:7 TS2353',
        'use.ts:8 TS2322',
      ],
    );
  });

  test('are the same text every time, and know what a bureau added', async ({ assert }) => {
    assert.equal(await recordTypes(await everything()), text);
    const changan = compile(await readTenant('changan')).model;
    if (!changan) return assert.fail('no model');
    assert.match(await recordTypes(changan), /x_stall_no\?: string \| null;/);
    assert.notInclude(text, 'x_stall_no');
  });

  test('are told apart where two names come to one', async ({ assert }) => {
    const [entity] = Object.values(model.entities);
    if (!entity) return assert.fail('no entity');
    const twins = {
      ...model,
      entities: { 'a.b1c': { ...entity, name: 'a.b1c' }, 'a.b1_c': { ...entity, name: 'a.b1_c' } },
    };
    const types = await recordTypes(twins);
    assert.equal(typeName('a.b1_c'), 'AB1C');
    assert.include(types, `'a.b1c': AB1C;`);
    assert.include(types, `'a.b1_c': AB1C2;`);
    const input = {
      ...model,
      entities: { 'a.b': { ...entity, name: 'a.b' }, 'a.b_input': { ...entity, name: 'a.b_input' } },
    };
    assert.include(await recordTypes(input), `'a.b_input': ABInput2;`);
  });
});

test('the command writes them to a file', async ({ assert }) => {
  const { spawnSync } = await import('node:child_process');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'shijian-types-'));
  try {
    const out = path.join(folder, 'records.ts');
    const script = path.join(ROOT, 'scripts', 'types.ts');
    const { status } = spawnSync(process.execPath, [script, '--tenant', 'changan', '--out', out], { cwd: ROOT });
    assert.equal(status, 0);
    assert.include(readFileSync(out, 'utf8'), 'export interface FoodOperator {');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
