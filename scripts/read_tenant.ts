// The packages of the project and one of its bureaus, as the kernel takes them; what the commands about metadata begin with.
import type { CompileInput } from '@shijian/kernel';
import { ROOT } from '@shijian/server/config/environment';
import { readSources } from '@shijian/server/revisions/read_packages';

/**
 * @param tenant name of a bureau; without it the packages by themselves
 * @throws Error naming the bureaus there are
 */
export async function readTenant(tenant: string | undefined): Promise<CompileInput> {
  const { packages, tenants } = await readSources({ root: ROOT });
  if (tenant === undefined) return { packages, tenant: null };
  const found = tenants.find(({ name }) => name === tenant);
  if (!found) throw new Error(`there is no tenant "${tenant}". Known: ${tenants.map(({ name }) => name).join(', ')}`);
  return { packages, tenant: found };
}
