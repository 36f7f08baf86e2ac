// Exports of the kernel as Vite puts them together for a browser, in memory.
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import * as kernel from '@shijian/kernel';

const root = path.join(import.meta.dirname, '../../..');
const ENTRY = '\0entry';

/** What only a database, a generator of files, the command line or the server's side of the door asks for: no browser takes it along. */
const NOT_FOR_BROWSERS = [
  'convertValue',
  'describeChange',
  'diffDocuments',
  'diffModels',
  'emitBoolean',
  'emitRows',
  'emitTemplate',
  'emitValue',
  'english',
  'formatFinding',
  'integrity',
  'integrityRules',
  'manifestOf',
  'mergeUpgrade',
  'pgTypeOf',
  'planSteps',
  'recordSchemas',
  'typeName',
  'undeclared',
  'untestedPairs',
  'versionsOf',
  'withVersions',
];

export const forBrowsers = Object.keys(kernel).filter((name) => !NOT_FOR_BROWSERS.includes(name));

/** One minified module that exports these names of the kernel. */
export async function bundle(names: readonly string[]): Promise<{ code: string; gzipped: number }> {
  const source = `export { ${names.join(', ')} } from ${JSON.stringify(path.join(root, 'kernel/src/index.ts'))};`;
  const entry = {
    name: 'entry',
    resolveId: (id: string) => (id === 'entry' ? ENTRY : null),
    load: (id: string) => (id === ENTRY ? source : null),
  };
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [entry],
    build: {
      write: false,
      target: 'es2022',
      rollupOptions: { input: 'entry', preserveEntrySignatures: 'strict', output: { format: 'es' } },
    },
  });
  const outputs = [result].flat().flatMap((each) => ('output' in each ? each.output : []));
  const chunks = outputs.flatMap((each) => (each.type === 'chunk' ? [each.code] : []));
  if (chunks.length !== 1) throw new Error(`one chunk was wanted, ${chunks.length} came`);
  const code = chunks[0]!;
  return { code, gzipped: gzipSync(code, { level: 9 }).length };
}
