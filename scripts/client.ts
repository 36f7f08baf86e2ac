// `npm run client [-- --tenant T] [--out FILE]`: one TypeScript file with the types of the records and a client that lists, reads and writes
// them. Without a bureau the packages by themselves.
import { writeFileSync } from 'node:fs';
import { compile, english, formatDiagnostic } from '@shijian/kernel';
import { clientText } from './client/client_text.ts';
import { readArguments } from './read_arguments.ts';
import { readTenant } from './read_tenant.ts';

try {
  const { tenant, out } = readArguments(process.argv.slice(2), { tenant: 'text', out: 'text' });
  const { model, diagnostics } = compile(await readTenant(tenant));
  if (!model) throw new Error(diagnostics.map((fault) => formatDiagnostic(fault, english)).join('\n'));
  const text = await clientText(model);
  if (out === undefined) process.stdout.write(text);
  else {
    writeFileSync(out, text);
    console.log(`wrote a client of ${Object.keys(model.entities).length} entities to ${out}`);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
