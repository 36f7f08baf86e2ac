// `npm run validate [-- --tenant T] [--integrity] [--language zh] [--json]`: what is wrong with the metadata of the project, with file, line and
// column. Without a bureau the packages by themselves and then every bureau; each fault once. With --integrity also what compiles and is not well.
import { compile, english, formatDiagnostic, formatFinding, integrity } from '@shijian/kernel';
import type { CompileInput, Diagnostic, IntegrityFinding } from '@shijian/kernel';
import { ROOT } from '@shijian/server/config/environment';
import { readSources } from '@shijian/server/revisions/read_packages';
import { readArguments } from './read_arguments.ts';
import { readTenant } from './read_tenant.ts';

try {
  const options = readArguments(process.argv.slice(2), {
    tenant: 'text',
    integrity: 'flag',
    language: 'text',
    json: 'flag',
  });
  const { tenant, language = 'en', json } = options;
  if (language !== 'zh' && language !== 'en') throw new Error(`--language takes zh or en, not "${language}".`);
  const inputs = await inputsOf(tenant);
  const faults = faultsOf(inputs);
  const findings = options.integrity ? findingsOf(inputs) : [];
  if (json) console.log(JSON.stringify([...faults, ...findings], null, 2));
  else {
    for (const fault of faults) console.log(formatDiagnostic(fault, language === 'zh' ? 'zh' : english));
    for (const finding of findings) console.log(formatFinding(finding, language));
    const count = (severity: string): number =>
      [...faults, ...findings].filter((one) => one.severity === severity).length;
    const notices = options.integrity ? `, ${count('notice')} notices` : '';
    console.log(`${count('error')} errors, ${count('warning')} warnings${notices}`);
  }
  const stops =
    faults.some(({ severity }) => severity === 'error') || findings.some(({ severity }) => severity !== 'notice');
  process.exitCode = stops ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

async function inputsOf(tenant: string | undefined): Promise<CompileInput[]> {
  if (tenant !== undefined) return [await readTenant(tenant)];
  const { packages, tenants } = await readSources({ root: ROOT });
  return [{ packages, tenant: null }, ...tenants.map((one) => ({ packages, tenant: one }))];
}

function faultsOf(inputs: readonly CompileInput[]): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const input of inputs)
    for (const fault of compile(input).diagnostics)
      found.set(`${fault.code} ${fault.path} ${fault.line} ${fault.col} ${fault.at}`, fault);
  return [...found.values()];
}

function findingsOf(inputs: readonly CompileInput[]): IntegrityFinding[] {
  const found = new Map<string, IntegrityFinding>();
  for (const input of inputs)
    for (const finding of integrity(input))
      found.set(`${finding.rule} ${finding.path} ${finding.document} ${finding.address}`, finding);
  return [...found.values()];
}
