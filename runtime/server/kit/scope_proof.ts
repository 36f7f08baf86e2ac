// Proof that nobody sees more than his roles say, made from the model: every person × entity × path of the server is asked, and each answer is held
// against the raw rows, the role documents and the kernel's evaluator alone. One line in a plugin's tests: `(await scopeProof(world)).faults` is empty.
import { askAtRandom, type Asked } from './oracle/ask_at_random.ts';
import { askedEntities } from './oracle/asked_entities.ts';
import { BUREAUS, staffStations } from './oracle/people.ts';
import { plantRows } from './oracle/plant_rows.ts';
import { prepare } from './oracle/prepare.ts';
import { paths } from './oracle/paths.ts';
import { RawRows } from './oracle/raw_rows.ts';
import type { World } from './world.ts';

export interface ScopeProofOptions {
  /** Package whose entities and roles are proved; left out: the plugin that the world was booted for, else all. */
  package?: string;
  /** Requests at least; every person asks every path of every entity once in any case. */
  requests?: number;
  seed?: number;
  /** Stops at the first difference. */
  untilFault?: boolean;
}

export interface ScopeProof extends Asked {
  /** Entities proved. */
  entities: string[];
  /** Logins that asked. */
  people: string[];
  /** Rows over which it was proved, deleted ones included. */
  rows: number;
  /** Paths that were asked. */
  paths: string[];
}

/**
 * Puts rows into two bureaus and their city, three stations in a bureau, and somebody with each role at each station; then asks.
 * @returns what was asked, with every difference in words in `faults`
 */
export async function scopeProof(
  world: World & { package?: string },
  options: ScopeProofOptions = {},
): Promise<ScopeProof> {
  const { tenants } = world.running.services;
  const states = (await tenants.all()).filter(({ name }) => BUREAUS.includes(name));
  const [{ model }] = states as [(typeof states)[number]];
  const of = options.package ?? world.package;
  const named = states.flatMap((state) => askedEntities(state.model));
  const entities = [...new Set(named)].filter((name) => of === undefined || name.startsWith(`${of}.`));
  if (entities.length === 0) throw new Error(`no bureau has an entity of ${of ?? model.tenant.name}`);
  await plantRows(world, states, entities);
  const before = await RawRows.read(world.urls.superuser, states);
  const granting = new Set<string>();
  for (const state of states)
    for (const role of Object.values(state.model.roles))
      if (entities.some((name) => Object.hasOwn(role.grants, name))) granting.add(role.name);
  const counties = states.filter(({ model: own }) => own.tenant.parent !== null);
  // Three stations of one bureau tell scopes apart; one of another tells bureaus apart.
  for (const [i, state] of counties.entries())
    await staffStations(world, state, before, [...granting], i === 0 ? 3 : 1);
  const { raw, people, files, clients } = await prepare(world);
  const asking = people.filter(({ roles }) => roles.some((role) => granting.has(role)));
  const seated = { login: (login: string) => Promise.resolve(clients[login]!) };
  const asked = await askAtRandom(
    seated,
    raw,
    asking,
    {
      seed: options.seed ?? 1,
      requests: options.requests ?? 0,
      entities,
      untilFault: options.untilFault ?? false,
      data: world.running.services.environment.data,
    },
    files,
  );
  const rows = states.reduce((sum, { id }) => sum + entities.reduce((n, name) => n + raw.of(id, name).length, 0), 0);
  return { ...asked, entities, people: asking.map(({ login }) => login), rows, paths: Object.keys(paths) };
}
