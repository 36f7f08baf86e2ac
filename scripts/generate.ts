// `npm run generate`: writes what follows from the kernel (JSON Schemas of the kinds, reference pages). `--check` only compares
// and fails when a file is out of date.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { documentSchema, kindNames } from '@shijian/kernel';
import type { KindName } from '@shijian/kernel';
import { diagnosticsPage } from './generate/diagnostics_page.ts';
import { integrityPage } from './generate/integrity_page.ts';
import { metadataPage } from './generate/metadata_page.ts';
import { planPage } from './generate/plan_page.ts';

const root = path.join(import.meta.dirname, '..');
const schemas = 'metadata/schemas';

const wanted = new Map<string, string>([
  ...kindNames.map((name): [string, string] => [
    `${schemas}/${name}.schema.json`,
    `${JSON.stringify(documentSchema(name as KindName), null, 2)}\n`, // kindNames are the keys of kinds
  ]),
  ['docs/reference/metadata.md', metadataPage()],
  ['docs/reference/diagnostics.md', diagnosticsPage()],
  ['docs/reference/integrity.md', integrityPage()],
  ['docs/reference/plan.md', planPage()],
]);

const stale = [...wanted].filter(([file, text]) => read(file) !== text).map(([file]) => file);
const surplus = existsSync(path.join(root, schemas))
  ? readdirSync(path.join(root, schemas))
      .map((name) => `${schemas}/${name}`)
      .filter((file) => !wanted.has(file))
  : [];

if (process.argv.includes('--check')) {
  for (const file of [...stale, ...surplus]) console.error(`${file} is out of date: npm run generate`);
  process.exitCode = stale.length + surplus.length > 0 ? 1 : 0;
} else {
  for (const file of stale) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), wanted.get(file) ?? '');
    console.log(`wrote ${file}`);
  }
  for (const file of surplus) rmSync(path.join(root, file));
}

function read(file: string): string | null {
  const full = path.join(root, file);
  return existsSync(full) ? readFileSync(full, 'utf8') : null;
}
