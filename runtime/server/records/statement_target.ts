// What the kernel's emitter of expressions asks of a statement under construction: which row a root is, what a relation is to whom,
// and where the values of the actor, the bureau, its settings, its calendar and its lists come from.
import type { SqlTarget, Value } from '@shijian/kernel';
import type { SqlValue } from '../database/client.ts';
import type { TenantState } from '../revisions/tenants.ts';
import { actorMember, settingOf, tenantMember } from './scene_members.ts';
import type { Scene } from './scene.ts';

/** Values that one request brings beside its scene: ids, cursor, search text. */
export type Args = Readonly<Record<string, SqlValue>>;

export type Binder = (scene: Scene, args: Args) => SqlValue;

/** Whose eyes a walk along refs uses: 'rule' sees the tenant's rows, 'actor' only what the actor's roles show. */
export type Eyes = 'rule' | 'actor';

/** Which row each root of an expression is. */
export type Aliases = Partial<Record<'record' | 'old' | 'it' | 'row', string>>;

/** A row that the statement itself writes: sets of its entity show it as it will be, which a snapshot alone does not. */
export interface Written {
  entity: string;
  /** The base table, and the name under which the statement has the written row. */
  base: string;
  row: string;
}

/** What of a statement under construction its expressions ask for. */
export interface StatementParts {
  readonly state: TenantState;
  /** SQL of the bureau whose rows are read. */
  readonly tenantId: string;
  actorNull(member: string): boolean | undefined;
  /** Placeholder of a value bound at run time; the same key is bound once. */
  bind(key: string, binder: Binder, pgType: string): string;
  constant(value: SqlValue, pgType: string): string;
  fresh(): string;
  relation(entity: string, eyes: Eyes): string;
  column(entity: string, field: string, alias: string, eyes: Eyes): string;
  rows(entity: string, field: string, alias: string, eyes: Eyes): string;
}

export class StatementTarget implements SqlTarget {
  private readonly builder: StatementParts;
  private readonly aliases: Aliases;
  private readonly eyes: Eyes;
  private readonly written: Written | null;
  readonly joined?: (entity: string, field: string, alias: string) => string | null;

  constructor(
    builder: StatementParts,
    aliases: Aliases,
    eyes: Eyes,
    more: { joined?: StatementTarget['joined']; written?: Written | null },
  ) {
    this.builder = builder;
    this.aliases = aliases;
    this.eyes = eyes;
    this.written = more.written ?? null;
    if (more.joined) this.joined = more.joined;
  }

  column(entity: string, field: string, alias: string): string {
    return this.builder.column(entity, field, alias, this.eyes);
  }

  alias(root: 'record' | 'old' | 'it' | 'row'): string {
    const alias = this.aliases[root];
    if (!alias) throw new Error(`no row stands for ${root} here`);
    return alias;
  }

  relation(entity: string): string {
    if (this.written?.entity !== entity) return this.builder.relation(entity, this.eyes);
    const { base, row } = this.written;
    const other = this.builder.fresh();
    return `(select ${other}.* from ${base} ${other} where ${other}.tenant_id = ${this.builder.tenantId}
      and ${other}.id not in (select id from ${row}) union all select * from ${row})`;
  }

  /** The relation is already of the tenant. */
  tenantOf(): string {
    return 'true';
  }

  living(alias: string): string {
    return `${alias}.deleted_at is null`;
  }

  param(value: Value, pgType: string): string {
    return this.builder.constant(value as SqlValue, pgType);
  }

  actor(member: string, pgType: string): string {
    return this.builder.bind(`actor.${member}`, (scene) => actorMember(scene, member), pgType);
  }

  actorNull(member: string): boolean | undefined {
    return this.builder.actorNull(member);
  }

  tenant(member: string, pgType: string): string {
    return this.builder.bind(`tenant.${member}`, (scene) => tenantMember(scene, member), pgType);
  }

  setting(name: string, pgType: string): string {
    return this.builder.bind(`setting.${name}`, (scene) => settingOf(scene, name), pgType);
  }

  now(): string {
    return this.builder.bind('now', (scene) => scene.now, 'timestamptz');
  }

  today(): string {
    return this.builder.bind('today', (scene) => scene.today, 'date');
  }

  zone(): string {
    return this.builder.bind('zone', (scene) => scene.state.model.tenant.time_zone, 'text');
  }

  calendar(): { off: string; on: string } {
    return {
      off: this.builder.bind('calendar.off', (scene) => [...scene.state.model.calendar.off], 'date[]'),
      on: this.builder.bind('calendar.on', (scene) => [...scene.state.model.calendar.on], 'date[]'),
    };
  }

  rows(entity: string, field: string, alias: string): string {
    return this.builder.rows(entity, field, alias, this.eyes);
  }

  fresh(): string {
    return this.builder.fresh();
  }

  descendants(list: string, code: string): string[] {
    const codes = this.builder.state.model.lists[list]?.codes ?? [];
    const below = new Set([code]);
    // Lists are written parents first; a second pass is only needed where one is not.
    for (let grew = true; grew;) {
      grew = false;
      for (const item of codes) {
        if (item.parent !== null && below.has(item.parent) && !below.has(item.code)) {
          below.add(item.code);
          grew = true;
        }
      }
    }
    return [...below];
  }

  ancestry(list: string): string {
    const codes = this.builder.state.model.lists[list]?.codes ?? [];
    const parents = new Map(codes.map((item) => [item.code, item.parent]));
    const pairs: [string[], string[]] = [[], []];
    for (const { code } of codes) {
      const seen = new Set<string>();
      for (let at: string | null = code; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
        seen.add(at);
        pairs[0].push(code);
        pairs[1].push(at);
      }
    }
    const [below, above] = pairs.map((column) => this.builder.constant(column, 'text[]')) as [string, string];
    return `(select * from unnest(${below}, ${above}) as pairs(code, ancestor))`;
  }

  label(list: string, sql: string): string {
    const codes = this.builder.state.model.lists[list]?.codes ?? [];
    const labels = this.builder.constant(
      JSON.stringify(Object.fromEntries(codes.map((item) => [item.code, item.label]))),
      'jsonb',
    );
    return `(${labels} ->> ${sql})`;
  }

  treeParent(entity: string): string | null {
    return this.builder.state.model.entities[entity]?.tree ?? null;
  }
}
