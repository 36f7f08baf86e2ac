// The table of demo accounts on the terminal.
import type { DemoAccount } from '@shijian/server/demo';

export function printAccounts(accounts: readonly DemoAccount[], password: string): void {
  const widest = Math.max(...accounts.map(({ login }) => login.length));
  console.log(`  ${'login'.padEnd(widest)}  who`);
  for (const { login, about } of accounts) console.log(`  ${login.padEnd(widest)}  ${about}`);
  console.log(`\n  password of all / 统一密码: ${password}\n`);
}
