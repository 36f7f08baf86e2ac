// `npm run audit:verify`: computes the whole audit anew and compares it with its seals and with the heads outside the database. Ends
// with 1 when anything differs, and says which bureau, seal and rows.
//   npm run audit:verify -- --tenant changan --heads /mnt/elsewhere/audit
import { HeadFiles } from '@shijian/server/audit/heads';
import { verifyAudit } from '@shijian/server/audit/verify';
import { openDatabase } from './open_database.ts';
import { readArguments } from './read_arguments.ts';

try {
  const { tenant, heads } = readArguments(process.argv.slice(2), { tenant: 'text', heads: 'text' });
  const database = await openDatabase();
  try {
    const files = new HeadFiles(heads ?? database.environment.auditHeads);
    const report = await verifyAudit(database.app, files, tenant);
    for (const { name, seals, rows, unsealed } of report.tenants)
      console.log(`${name}: ${rows} rows in ${seals} seals, ${unsealed} wait for theirs`);
    console.log(`${report.heads} heads in ${files.folder}`);
    if (report.heads === 0)
      console.log('Without heads outside nobody can tell whether the end of a chain was cut off.');
    for (const { code, tenant: name, seal, rows, message } of report.faults)
      console.error(`${code}: ${name}, seal ${seal}: ${message}${rows.length > 0 ? ` (seq ${rows.join(', ')})` : ''}`);
    console.log(report.faults.length === 0 ? 'The audit is whole.' : `${report.faults.length} faults.`);
    process.exitCode = report.faults.length === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
