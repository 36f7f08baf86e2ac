// Where the bench asks the server's own functions instead of the server: addresses of its database, and people who are nobody.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Actor } from '@shijian/server/identity/actor';
import { sceneOf, type Scene } from '@shijian/server/records/scene';
import type { Tenants } from '@shijian/server/revisions/tenants';

export interface Places {
  admin: string;
  app: string;
  superuser: string;
  /** Data folder of the server. */
  data: string;
}

/** Addresses of the roles of an embedded database. */
export function placesOf(data: string): Places {
  const run = JSON.parse(readFileSync(path.join(data, 'run.json'), 'utf8')) as {
    port: number;
    passwords: Record<string, string>;
  };
  const url = (role: string) => `postgres://${role}:${run.passwords[role]}@127.0.0.1:${run.port}/shijian`;
  return { admin: url('shijian_migrator'), app: url('shijian_app'), superuser: url('postgres'), data };
}

/** Somebody of a bureau with these roles; the city's see what is below it. */
export async function sceneIn(
  tenants: Tenants,
  bureau: string,
  roles: string[],
  station: string | null = null,
): Promise<Scene> {
  const { id: tenant } = (await tenants.named(bureau))!;
  const state = (await tenants.refresh(tenant))!;
  const { id, name, label, model_rev, access_rev } = state;
  const actor: Actor = {
    user: '00000000-0000-7000-8000-000000000000',
    login: 'bench',
    name: 'bench',
    person: null,
    kind: 'officer',
    tenant: { id, name, label, model_rev, access_rev },
    org: station,
    station,
    orgs: station === null ? [] : [station],
    county: null,
    subject: null,
    roles,
    ip: '',
  };
  return sceneOf(actor, state, new Date(), await tenants.statesBelow(state));
}
