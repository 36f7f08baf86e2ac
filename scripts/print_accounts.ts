// The table of demo accounts on the terminal; Chinese characters are two columns wide.
import type { NewAccount } from '@shijian/server/identity/accounts';

export function printAccounts(accounts: readonly NewAccount[], password: string): void {
  const rows = accounts.map(({ login, name, tenant, assignments }) => [
    login,
    name,
    tenant,
    [...new Set(assignments.map(({ role }) => role))].join(', '),
  ]);
  const table = [['login', 'name', 'bureau', 'roles'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => width(row[column]!))));
  for (const row of table) {
    console.log(`  ${row.map((cell, i) => cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - width(cell)))).join('  ')}`.trimEnd());
  }
  console.log(`\n  password of all: ${password}\n`);
}

function width(text: string): number {
  return [...text].reduce((sum, char) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(char) ? 2 : 1), 0);
}
