// A request for an account, found by the code that only the applicant has.
import { createHash } from 'node:crypto';
import type { EntityModel } from '@shijian/kernel';
import { Problem } from '../exceptions/problem.ts';
import { inTenant } from '../identity/in_tenant.ts';
import type { TenantState } from '../revisions/tenants.ts';
import type { Services } from '../start/services.ts';

export const SIGNS_OF_A_RECEIPT = 24;

export interface FoundRegistration {
  tenant: number;
  row: Record<string, string | null>;
}

/** @param given the code as it was typed @throws Problem 404 E_REGISTRATION_NONE */
export async function findRegistration(services: Services, given: unknown): Promise<FoundRegistration> {
  const receipt = typeof given === 'string' ? given.toUpperCase().replaceAll(/[^0-9A-Z]/g, '') : '';
  const [key] =
    receipt.length === SIGNS_OF_A_RECEIPT
      ? await services.database.platform({
          text: 'select tenant_id, registration from platform.find_registration($1)',
          values: [receiptHash(receipt)],
        })
      : [];
  const none = new Problem(404, 'E_REGISTRATION_NONE', '没有这个查询码的申请，请核对后再查');
  if (!key) throw none;
  const tenant = Number(key.tenant_id);
  const rows = await inTenant(services.tenants, tenant, (entry) =>
    services.database.read(entry, {
      text: `select id, version::text as version, state, reply, login, name, unit, phone, email, reason, proof::text as proof,
               to_char(asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as asked_at
             from platform.registration where tenant_id = $1::int4 and id = $2::uuid`,
      values: [tenant, key.registration!],
    }),
  );
  if (!rows?.[0]) throw none;
  return { tenant, row: rows[0] };
}

/** Hex of what is kept in the code's place. */
export function receiptHash(receipt: string): string {
  return createHash('sha256').update(receipt).digest('hex');
}

/** The entity that shows the requests of a bureau, where its documents keep any. */
export function registrationEntity(state: TenantState): EntityModel | null {
  return Object.values(state.model.entities).find(({ source }) => source === 'registration') ?? null;
}
