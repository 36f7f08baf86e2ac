// A plugin on a real server and a real database, in one line of its tests: `const world = await bootPlugin(import.meta.dirname)`.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDocument } from '@shijian/kernel';
import { ROOT } from '../config/environment.ts';
import { createAccount } from '../identity/accounts.ts';
import { quickHash } from './quick_password.ts';
import { applyPackage } from './added_package.ts';
import { BUREAUS } from './oracle/people.ts';
import { plantRows } from './oracle/plant_rows.ts';
import { RawRows } from './oracle/raw_rows.ts';
import { ShijianClient, ShijianError, type Connection } from './records_client.ts';
import { startWorld, type World, type WorldOptions } from './world.ts';

/** Records by name of their entity, fields as the wire has them. */
export type AnyFields = Record<string, Record<string, unknown>>;
export type LooseRecords = Record<string, Record<string, unknown> & { id: string; version: number; _title: string }>;

/** What an officer of a test does: the same client that programs use. */
export type Officer = ShijianClient<LooseRecords, AnyFields>;

export interface Seat {
  /** Name of the bureau; left out: the first that has the plugin. */
  bureau?: string;
  /** Which of its stations, from 1; 0: the bureau itself. Left out: the first station. */
  station?: number;
}

export interface PluginWorld extends World {
  /** Name of the package. */
  package: string;
  /** Bureaus that have it: two, and the city above them. */
  bureaus: readonly string[];
  /** Somebody who holds these roles, made when first asked for. A bare name is a role of the plugin. */
  as(roles: string | readonly string[], seat?: Seat): Officer;
  /** Rows made from the model in every bureau, for what a test only needs to be there. @returns entities that got some */
  fill(entities?: readonly string[]): Promise<string[]>;
}

/**
 * Boots bureaus with made-up subjects, units and people, and applies the plugin in two of them and their city.
 * @param at a folder of the plugin: the one with plugin.yaml, or one below it, such as its tests
 * @throws Error when there is no plugin.yaml, or its documents do not compile
 */
export async function bootPlugin(at: string, options: WorldOptions = {}): Promise<PluginWorld> {
  const folder = folderOf(at);
  const { name, version } = manifestOf(folder);
  const world = await startWorld({ subjects: 60, ...options });
  try {
    const { tenants } = world.running.services;
    const states = (await tenants.all()).filter((state) => BUREAUS.includes(state.name));
    const lacking = states.filter(({ model }) => !model.packages.some((one) => one.name === name));
    if (lacking.length > 0)
      await applyPackage(world, {
        folder: path.relative(ROOT, folder),
        entry: `${name}: ${version}`,
        tenants: lacking.map((state) => state.name),
      });
    // A county first: that is where officers work.
    const bureaus = [...BUREAUS].sort((a, b) => Number(isCity(a)) - Number(isCity(b)));
    const seats = new Map<string, Promise<Connection>>();
    const as: PluginWorld['as'] = (roles, seat = {}) => {
      const held = [roles].flat().map((role) => (role.includes('.') ? role : `${name}.${role}`));
      const key = JSON.stringify([[...held].sort(), seat.bureau ?? bureaus[0], seat.station ?? 1]);
      let connection = seats.get(key);
      if (!connection)
        seats.set(key, (connection = seatSomebody(world, held, { bureau: bureaus[0]!, station: 1, ...seat })));
      // Whoever uses the officer hears of it.
      connection.catch(() => undefined);
      return new ShijianClient<LooseRecords, AnyFields>(connection);
    };
    const fill: PluginWorld['fill'] = async (entities) => {
      const now = (await tenants.all()).filter((state) => BUREAUS.includes(state.name));
      const own = now.flatMap(({ model }) => Object.keys(model.entities)).filter((one) => one.startsWith(`${name}.`));
      return plantRows(world, now, entities ?? [...new Set(own)]);
    };
    return Object.assign(world, { package: name, bureaus, as, fill });

    function isCity(bureau: string): boolean {
      return states.find((state) => state.name === bureau)?.model.tenant.parent === null;
    }
  } catch (error) {
    await world.stop();
    throw error;
  }
}

/** The code with which something is refused; `done` when it is not. For `assert.equal(await codeOf(officer.get(…)), 'E_RECORD_NONE')`. */
export async function codeOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof ShijianError) return error.code;
      throw error;
    },
  );
}

async function seatSomebody(world: World, roles: readonly string[], seat: Required<Seat>): Promise<Connection> {
  const { services } = world.running;
  const state = (await services.tenants.all()).find(({ name }) => name === seat.bureau);
  if (!state) throw new Error(`there is no bureau ${seat.bureau}`);
  for (const role of roles)
    if (!Object.hasOwn(state.model.roles, role))
      throw new Error(`${seat.bureau} has no role ${role}: ${Object.keys(state.model.roles).join(', ')}`);
  const tree = Object.values(state.model.entities).find(({ plays }) => plays === 'org')!;
  const orgs = (await RawRows.read(world.urls.superuser, [state]))
    .of(state.id, tree.name)
    .filter(({ deleted }) => !deleted);
  const stations = orgs.filter(({ values }) => values.kind === 'station');
  const org =
    seat.station === 0 ? orgs.find(({ values }) => (values[tree.tree!] ?? null) === null) : stations[seat.station - 1];
  if (!org) throw new Error(`${seat.bureau} has ${stations.length} stations, not ${seat.station}`);
  const login =
    `kit-${seat.bureau}-${seat.station}-${roles.map((role) => role.replaceAll(/[^a-z0-9]+/g, '-')).join('-')}`.slice(
      0,
      60,
    );
  const made = await createAccount(
    services,
    {
      login,
      name: '测试人员',
      tenant: seat.bureau,
      assignments: roles.map((role) => ({ role, org_code: String(org.values.code) })),
    },
    { password: quickHash(world.password), mustChange: false, demo: true },
  );
  if (!made) throw new Error(`the login ${login} is taken`);
  return ShijianClient.login(world.url, login, world.password);
}

function folderOf(at: string): string {
  for (let folder = path.resolve(at); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'plugin.yaml'))) return folder;
    if (folder === path.dirname(folder)) throw new Error(`no plugin.yaml in ${at} or above it`);
  }
}

function manifestOf(folder: string): { name: string; version: string } {
  const { value } = parseDocument({
    path: 'plugin.yaml',
    text: readFileSync(path.join(folder, 'plugin.yaml'), 'utf8'),
  });
  const { name, version } = (value ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || typeof version !== 'string')
    throw new Error(`${folder}/plugin.yaml has no name or no version`);
  return { name, version };
}
