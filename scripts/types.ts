// `npm run types [-- --tenant T] [--out FILE]`: TypeScript types of the records, one an entity (FoodOperator, FoodOperatorInput), for
// programs that call the API. Without a bureau the packages by themselves.
import { writeFileSync } from 'node:fs';
import { compile, english, formatDiagnostic } from '@shijian/kernel';
import { readArguments } from './read_arguments.ts';
import { readTenant } from './read_tenant.ts';
import { recordTypes } from './types/record_types.ts';

try {
  const { tenant, out } = readArguments(process.argv.slice(2), { tenant: 'text', out: 'text' });
  const { model, diagnostics } = compile(await readTenant(tenant));
  if (!model) throw new Error(diagnostics.map((fault) => formatDiagnostic(fault, english)).join('\n'));
  const text = await recordTypes(model);
  if (out === undefined) process.stdout.write(text);
  else {
    writeFileSync(out, text);
    console.log(`wrote ${Object.keys(model.entities).length} entities to ${out}`);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
