// What the record functions work with: the database, the seal, and what was compiled for a set of roles.
import type { Database } from '../database/client.ts';
import { CommonGrams } from './common_grams.ts';
import type { Tenants } from '../revisions/tenants.ts';
import { KeptMap } from './kept_map.ts';
import type { Scene } from './scene.ts';
import type { Seal } from './seal.ts';
import { SqlBuilder, type ActorNulls, type Plan } from './sql_builder.ts';

/** Plans kept; a plan is a few kilobytes of text. */
const PLANS = 5_000;
/** Query strings whose meaning is kept, and how long one may be. */
const READINGS = 2_000;
const LONGEST = 1_000;

/** What a compiled text depends on beside its shape: revision, roles, and which members of the actor are null. */
interface Standing {
  hash: string;
  nulls: ActorNulls;
  key: string;
}

export class Desk {
  readonly database: Database;
  readonly tenants: Tenants;
  readonly seal: Seal;
  /** Folder of uploaded files. */
  readonly filesFolder: string;
  private readonly plans = new KeptMap<Plan>(PLANS);
  private readonly readings = new KeptMap<unknown>(READINGS);
  readonly commonGrams: CommonGrams;
  private readonly standings = new WeakMap<readonly string[], Standing>();

  constructor(parts: { database: Database; tenants: Tenants; seal: Seal; filesFolder: string }) {
    this.database = parts.database;
    this.commonGrams = new CommonGrams(parts.database);
    this.tenants = parts.tenants;
    this.seal = parts.seal;
    this.filesFolder = parts.filesFolder;
  }

  /** The plan of a shape for the scene's roles and revision, compiled once. `shape` must name everything that the text depends on. */
  plan(scene: Scene, shape: string, compile: (builder: SqlBuilder) => Plan): Plan {
    const { nulls, key } = this.standing(scene);
    return this.plans.get(`${key} ${shape}`, () => compile(new SqlBuilder(scene.state, scene.actor.roles, nulls)));
  }

  /**
   * What a query string means to the scene's roles, read once.
   * @param read must hang on nothing else: not on the moment, not on who asks
   */
  reading<T>(scene: Scene, query: string, read: () => T): T {
    // Bureaus below come and go without the reader's model being any other.
    if (query.length > LONGEST || scene.below.length > 0) return read();
    return this.readings.get(`${this.standing(scene).key} ${query}`, read) as T;
  }

  private standing({ state, actor }: Scene): Standing {
    const known = this.standings.get(actor.roles);
    const nulls = { org: actor.org === null, station: actor.station === null, person: actor.person === null };
    if (
      known?.hash === state.hash &&
      known.nulls.org === nulls.org &&
      known.nulls.station === nulls.station &&
      known.nulls.person === nulls.person
    )
      return known;
    const key = `${state.hash} ${actor.roles.join(',')} ${Object.values(nulls).map(Number).join('')}`;
    const standing = { hash: state.hash, nulls, key };
    this.standings.set(actor.roles, standing);
    return standing;
  }
}
