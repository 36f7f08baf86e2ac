// `npm run validate [-- --tenant T] [--language zh] [--json]`: what is wrong with the metadata of the project, with file, line and column. Without a
// bureau the packages by themselves and then every bureau; each fault once.
import { compile, formatDiagnostic } from '@shijian/kernel';
import type { Diagnostic } from '@shijian/kernel';
import { ROOT } from '@shijian/server/config/environment';
import { readSources } from '@shijian/server/revisions/read_packages';
import { readArguments } from './read_arguments.ts';
import { readTenant } from './read_tenant.ts';

try {
  const { tenant, language, json } = readArguments(process.argv.slice(2), {
    tenant: 'text',
    language: 'text',
    json: 'flag',
  });
  if (language !== undefined && language !== 'zh' && language !== 'en')
    throw new Error(`--language takes zh or en, not "${language}".`);
  const faults = await faultsOf(tenant);
  if (json) console.log(JSON.stringify(faults, null, 2));
  else for (const fault of faults) console.log(formatDiagnostic(fault, language ?? 'en'));
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  if (!json) console.log(`${errors} errors, ${faults.length - errors} warnings`);
  process.exitCode = errors > 0 ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

async function faultsOf(tenant: string | undefined): Promise<Diagnostic[]> {
  const { packages, tenants } = await readSources({ root: ROOT });
  const inputs =
    tenant === undefined
      ? [{ packages, tenant: null }, ...tenants.map((one) => ({ packages, tenant: one }))]
      : [await readTenant(tenant)];
  const found = new Map<string, Diagnostic>();
  for (const input of inputs)
    for (const fault of compile(input).diagnostics)
      found.set(`${fault.code} ${fault.path} ${fault.line} ${fault.col} ${fault.at}`, fault);
  return [...found.values()];
}
