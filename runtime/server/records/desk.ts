// What the record functions work with: the database, the seal and the compiled statements.
import type { Database } from '../database/client.ts';
import type { Tenants } from '../revisions/tenants.ts';
import type { Scene } from './scene.ts';
import type { Seal } from './seal.ts';
import { SqlBuilder, type Plan } from './sql_builder.ts';

/** Plans kept; a plan is a few kilobytes of text. */
const KEPT = 5_000;

export class Desk {
  readonly database: Database;
  readonly tenants: Tenants;
  readonly seal: Seal;
  /** Folder of uploaded files. */
  readonly filesFolder: string;
  private readonly plans = new Map<string, Plan>();

  constructor(parts: { database: Database; tenants: Tenants; seal: Seal; filesFolder: string }) {
    this.database = parts.database;
    this.tenants = parts.tenants;
    this.seal = parts.seal;
    this.filesFolder = parts.filesFolder;
  }

  /** The plan of a shape for the scene's roles and revision, compiled once. `shape` must name everything that the text depends on. */
  plan(scene: Scene, shape: string, compile: (builder: SqlBuilder) => Plan): Plan {
    const { state, actor } = scene;
    const nulls = { org: actor.org === null, station: actor.station === null, person: actor.person === null };
    const key = `${state.hash} ${actor.roles.join(',')} ${Object.values(nulls).map(Number).join('')} ${shape}`;
    let plan = this.plans.get(key);
    if (plan) {
      this.plans.delete(key);
    } else {
      plan = compile(new SqlBuilder(state, actor.roles, nulls));
      if (this.plans.size >= KEPT) this.plans.delete(this.plans.keys().next().value!);
    }
    this.plans.set(key, plan);
    return plan;
  }
}
