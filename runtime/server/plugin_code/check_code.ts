// Judges a package's functions before any of them runs: they compile, import only each other, and have what is to be called. In a guest
// process, which compiles and links and evaluates nothing.
import { codeOf, type Manifest, type PackageSource } from '@shijian/kernel';
import type { PackageFault } from '../packages/package_refused.ts';
import type { GuestFault } from './guest.ts';
import { GuestProcess } from './guest_process.ts';

const CHECK_MS = 20_000;
const MOST_CHARACTERS = 500_000;

const SAYS: Record<GuestFault['code'], (value: string) => string> = {
  E_PLUGIN_CODE_SYNTAX: (value) => `程序有语法错误：${value}`,
  E_PLUGIN_CODE_IMPORT: (value) => `只能引用本包 server/ 里的文件：${value}`,
  E_PLUGIN_CODE_DEFAULT: () => '这个文件要有默认导出的函数（export default）',
};

export async function checkCode(source: PackageSource, manifest: Manifest): Promise<PackageFault[]> {
  const files = codeOf(source);
  if (files.length === 0) return [];
  if (files.reduce((sum, { text }) => sum + text.length, 0) > MOST_CHARACTERS)
    return [{ code: 'E_PLUGIN_CODE_SIZE', at: 'server', value: files.length, message: '程序太大，最多 500 KB' }];
  const guest = new GuestProcess(CHECK_MS);
  try {
    const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]));
    const runs = (manifest.server?.runs ?? []).filter((run) => run in texts);
    const found = await guest.check(texts, runs);
    return found.map(({ code, at, value }) => ({ code, at, value, message: SAYS[code](value) }));
  } finally {
    guest.kill();
  }
}
