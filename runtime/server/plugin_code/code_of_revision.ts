// The functions of a package as a bureau's revision holds them: two bureaus on two versions each run their own.
import { createHash } from 'node:crypto';
import { codeOf, type PackageSource } from '@shijian/kernel';
import type { Database } from '../database/client.ts';
import type { TenantState } from '../revisions/tenants.ts';

export interface PackageCode {
  /** Hash of all texts. */
  hash: string;
  /** Texts by path below the package's folder. */
  files: Readonly<Record<string, string>>;
}

/** A revision never changes, so what was read of one stays right. */
const kept = new Map<string, PackageCode>();
const MOST = 200;

export async function codeOfRevision(
  database: Pick<Database, 'platform'>,
  state: TenantState,
  name: string,
): Promise<PackageCode> {
  const key = `${state.id} ${state.model_rev} ${name}`;
  const known = kept.get(key);
  if (known) return known;
  const rows = await database.platform({
    text: `select f.file ->> 'path' as path, s.text
           from platform.revision r
           cross join lateral jsonb_array_elements(r.files) f(file)
           join platform.source s on s.hash = f.file ->> 'hash'
           where r.tenant_id = $1::int4 and r.rev = $2::int4 and f.file ->> 'kind' = 'package' and f.file ->> 'package' = $3::text
             and f.file ->> 'path' ~ '(/server/|(^|/)plugin\\.ya?ml$)'`,
    values: [state.id, state.model_rev, name],
  });
  const source: PackageSource = {
    kind: 'package',
    name,
    files: rows.map((row) => ({ path: row.path!, text: row.text! })),
  };
  const files = codeOf(source).sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 32);
  const code: PackageCode = { hash, files: Object.fromEntries(files.map(({ path, text }) => [path, text])) };
  if (kept.size >= MOST) kept.clear();
  kept.set(key, code);
  return code;
}
