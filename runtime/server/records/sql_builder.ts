// Text and parameters of a statement under construction. Every value leaves through a parameter; those that a request brings
// are bound when it runs, so the text depends on the shape alone and is shared by tenants, officers and filter values.
import { emitBoolean, type Expr, type SqlTarget } from '@shijian/kernel';
import type { SqlValue, Statement } from '../database/client.ts';
import type { RecordShape } from '../database/record_json.ts';
import type { TenantState } from '../revisions/tenants.ts';
import { accessOf, isAlways, isMasked, isReadInClear } from './access.ts';
import { columnsNamed, columnSql, rowsSql, SYSTEM_COLUMNS, targetOf, type Column, type PgType } from './columns.ts';
import { gateOf, quote } from './names.ts';
import { actorMember } from './scene_members.ts';
import type { Scene } from './scene.ts';
import { StatementTarget, type Aliases, type Args, type Binder, type Eyes, type Written } from './statement_target.ts';
import type { WindowState } from './window.ts';

/** A compiled statement: text, and where each parameter comes from. */
export interface Plan {
  text: string;
  binders: Binder[];
  body: RecordShape | undefined;
}

/** A plan filled with the values of one request. */
export function bindPlan(plan: Plan, scene: Scene, args: Args = {}): Statement {
  return { text: plan.text, values: plan.binders.map((binder) => binder(scene, args)), body: plan.body };
}

/** A member of ext that is read by its name; in a text of the documents every quote is doubled, and none looks like this. */
const MEMBER = /(\b\w+\.ext ->>? )'([a-z][\w~#]*)'/g;

/** Members of the actor that are known to be null or not: `station == actor.station` then is a plain equality, and indexed. */
export type ActorNulls = Readonly<Record<string, boolean>>;

/** A row joined behind a ref. */
interface JoinedRow {
  entity: string;
  alias: string;
  /** Alias inside of the lateral select, and what that selects from. */
  row: string;
  rows: string;
}

/** Parameters and aliases of one statement, whichever bureaus its parts read. */
export interface Shared {
  binders: Binder[];
  known: Map<string, string>;
  aliases: number;
}

interface Below extends Pick<WindowState, 'reader' | 'added'> {
  tenant: string;
  shared: Shared;
}

export class SqlBuilder {
  readonly state: TenantState;
  readonly roles: readonly string[];
  protected readonly shared: Shared;
  private readonly nulls: ActorNulls;
  /** SQL of the bureau whose rows are read where it is not the actor's own; the reader's types of what it may lack. */
  private readonly below: Below | null;
  /** Rows joined behind refs, by alias and field of the ref; in the order in which they depend on each other. */
  private readonly behind = new Map<string, JoinedRow>();
  /** Refs that all rows under an alias have in common, likewise: the value, bound where it is used. */
  private readonly held = new Map<string, () => string>();

  /** @param shared of the statement that this is a part of */
  constructor(
    state: TenantState,
    roles: readonly string[],
    nulls: ActorNulls = {},
    below: Below | null = null,
    shared: Shared | undefined = below?.shared,
  ) {
    this.state = state;
    this.roles = roles;
    this.nulls = nulls;
    this.below = below;
    this.shared = shared ?? { binders: [], known: new Map(), aliases: 0 };
    if (!shared) this.bind('tenant', (scene) => scene.actor.tenant.id, 'int4');
  }

  /**
   * A builder for a part of the same statement that reads bureaus below.
   * @param tenant SQL of the bureau's id in that part
   */
  window(state: WindowState, tenant: string): SqlBuilder {
    const { reader, added } = state;
    return new SqlBuilder(state, this.roles, this.nulls, { tenant, reader, added, shared: this.shared });
  }

  /** Codes with labels that the bureau below added to one of the reader's lists. */
  addedCodes(list: string): Readonly<Record<string, string>> | undefined {
    return this.below && Object.hasOwn(this.below.added, list) ? this.below.added[list] : undefined;
  }

  get binders(): Binder[] {
    return this.shared.binders;
  }

  /** Whether a member of the actor is null for whom the text is made; undefined when not known. */
  actorNull(member: string): boolean | undefined {
    return this.nulls[member];
  }

  /** The bureau whose rows are read: the actor's own is always $1. */
  get tenantId(): string {
    return this.below?.tenant ?? '$1::int4';
  }

  /**
   * The column of a field, null where the row has none. To the actor's eyes a field that a bureau below masks or hides is
   * no column either: for that his own bureau's fields were checked when the request was read.
   */
  columnOf(entity: string, field: string, eyes: Eyes): Column | null {
    const column = this.state.columns.get(entity)?.get(field) ?? null;
    if (!column || !this.below || eyes === 'rule') return column;
    const access = accessOf(this.state, this.roles, entity);
    if (!access || !isReadInClear(access, field)) return null;
    if (!column.field.fields.some(isMasked)) return column;
    // A cell that is masked has a key that no row holds.
    const fields = column.field.fields.map((cell) => (isMasked(cell) ? { ...cell, uid: '' } : cell));
    return { ...column, field: { ...column.field, fields } };
  }

  /** Placeholder of a value bound at run time; the same key is bound once. */
  bind(key: string, binder: Binder, pgType: string): string {
    const known = this.shared.known.get(`${key} ${pgType}`);
    if (known) return known;
    const placeholder = this.value(binder, pgType);
    this.shared.known.set(`${key} ${pgType}`, placeholder);
    return placeholder;
  }

  /** Placeholder of a value of its own. */
  value(binder: Binder, pgType: string): string {
    this.binders.push(binder);
    return `$${this.binders.length}::${pgType}`;
  }

  /** Placeholder of a value that the request brings under this name. */
  arg(name: string, pgType: string): string {
    return this.bind(`arg.${name}`, (_scene, args) => args[name] ?? null, pgType);
  }

  /** Placeholder of a value known now. */
  constant(value: SqlValue, pgType: string): string {
    return this.value(() => value, pgType);
  }

  fresh(): string {
    this.shared.aliases += 1;
    return `r${this.shared.aliases}`;
  }

  /** @param body what record the first columns make, where they make one */
  plan(text: string, body?: RecordShape): Plan {
    // PostgreSQL refuses a parameter that nothing uses: one that reads only bureaus below has no use for the actor's own.
    const whole = text.includes('$1::int4') ? text : `with reader as (select $1::int4) ${text}`;
    return { text: this.withoutNames(whole), binders: this.binders, body };
  }

  /** Members of ext as parameters: bureaus whose own fields have other names share the text. */
  private withoutNames(text: string): string {
    return text.replace(MEMBER, (_all, before: string, name: string) => {
      return before + this.bind(`ext.${name}`, () => name, 'text');
    });
  }

  /** Target for the kernel's emitter. `aliases` says which row each root is. */
  target(aliases: Aliases, eyes: Eyes, written: Written | null = null): SqlTarget {
    return new StatementTarget(this, aliases, eyes, { written });
  }

  /**
   * Target with the actor's eyes for what is selected from a row: refs of the row are not walked one by one, but joined once
   * for all that the statement tells of them. The statement takes joins() behind the relation of the row.
   */
  shown(alias: string): SqlTarget {
    return new StatementTarget(this, { record: alias }, 'actor', {
      joined: (entity, field, from) => (from === alias || this.isJoined(from) ? this.join(entity, field, from) : null),
    });
  }

  /**
   * Alias of the row behind a ref to one entity, as the actor sees it: joined at most once, all null when it is not there or not
   * to be seen. Null for what is no such ref.
   */
  join(entity: string, field: string, from: string): string | null {
    const column = this.state.columns.get(entity)?.get(field);
    const to = column ? targetOf(column.field) : null;
    if (!column || to === null) return null;
    const key = `${from} ${field}`;
    const known = this.behind.get(key);
    if (known) return known.alias;
    const [alias, row] = [this.fresh(), this.fresh()];
    // A fence that keeps the planner from turning the join round: a page is small, what its refs lead to is not. A record of the
    // bureau there is once at most, so that no row has to be counted.
    const fence = this.state.model.entities[to]?.kept === 'tenant' ? 'offset 0' : 'limit 1';
    const id = this.held.get(key)?.() ?? columnSql(column, from);
    const rows = `${this.relation(to, 'actor')} ${row} where ${row}.id = ${id} ${fence}`;
    this.behind.set(key, { entity: to, alias, row, rows });
    return alias;
  }

  /**
   * Takes from a scope that all rows under an alias keep to which refs of theirs are one and the same: `record.station ==
   * actor.station`. What such a ref leads to is looked up once, not at each row.
   */
  hold(alias: string, entity: string, scope: Expr): void {
    if (scope.op === 'and') for (const part of [scope.left, scope.right]) this.hold(alias, entity, part);
    if (scope.op !== 'eq') return;
    const { left, right } = scope;
    if (left.op !== 'path' || left.root !== 'record' || right.op !== 'path' || right.root !== 'actor') return;
    const [[field], [member]] = [left.steps, right.steps] as [string[], string[]];
    const single = left.steps.length === 1 && right.steps.length === 1 && this.actorNull(member!) === false;
    if (!single || this.state.columns.get(entity)?.get(field!)?.type !== 'uuid') return;
    const bound = () => this.bind(`actor.${member}`, (scene) => actorMember(scene, member!), 'uuid');
    this.held.set(`${alias} ${field}`, bound);
  }

  /**
   * The joins that were asked for so far, to stand behind the relation of their row.
   * @param text what is selected: joined rows hand on the columns that it names
   */
  joins(text: string): string {
    const behind = [...this.behind.values()];
    const all = [text, ...behind.map(({ rows }) => rows)].join(' ');
    return behind
      .map(({ entity, alias, row, rows }) => {
        const names = columnsNamed(this.state.columns.get(entity)!, alias, all);
        return ` left join lateral (select ${names.map((name) => `${row}.${quote(name)}`).join(', ')} from ${rows}) ${alias} on true`;
      })
      .join('');
  }

  private isJoined(alias: string): boolean {
    return [...this.behind.values()].some((row) => row.alias === alias);
  }

  /** Rows of an entity as a relation, in the actor's tenant; with the actor's eyes only those his roles show. */
  relation(entity: string, eyes: Eyes): string {
    const kept = this.state.model.entities[entity]?.kept;
    const inner = this.fresh();
    const conditions = kept === 'tenant' ? [`${inner}.tenant_id = ${this.tenantId}`] : [];
    if (eyes === 'actor') conditions.push(this.scope(entity, inner));
    const where = conditions.filter((condition) => condition !== 'true');
    return `(select * from ${this.rowsIn(entity)} ${inner}${where.length > 0 ? ` where ${where.join(' and ')}` : ''})`;
  }

  /** What holds the rows of an entity. */
  protected rowsIn(entity: string): string {
    return gateOf(entity);
  }

  /** SQL of the actor's reading scope on a row; 'false' when his roles show nothing of the entity. */
  scope(entity: string, alias: string): string {
    const access = accessOf(this.state, this.roles, entity);
    if (!access) return 'false';
    if (isAlways(access.read)) return 'true';
    return `(${emitBoolean(access.read, this.target({ record: alias }, 'rule')).isTrue})`;
  }

  /** SQL of a stored field on a row; for system members too. */
  column(entity: string, field: string, alias: string, eyes: Eyes = 'rule'): string {
    const column = this.columnOf(entity, field, eyes);
    if (column) return columnSql(column, alias);
    if (Object.hasOwn(SYSTEM_COLUMNS, field)) return `${alias}.${quote(field)}`;
    const absent = this.below?.reader.columns.get(entity)?.get(field);
    if (absent) return `null::${absent.type}`;
    throw new Error(`${entity} stores no ${field}`);
  }

  /** Type of a stored field, also of one that a bureau below does not have; null for what is computed. */
  storedType(entity: string, field: string): PgType | null {
    const column = this.state.columns.get(entity)?.get(field) ?? this.below?.reader.columns.get(entity)?.get(field);
    return column?.type ?? null;
  }

  /** SQL of the rows of a children field; none where a bureau below has no such field. */
  rows(entity: string, field: string, alias: string, eyes: Eyes): string {
    const column = this.columnOf(entity, field, eyes);
    if (column) return rowsSql(column, alias);
    const absent = this.below?.reader.columns.get(entity)?.get(field);
    if (absent) return `(select * from ${rowsSql({ ...absent, place: 'ext', name: '' }, alias)} none where false)`;
    throw new Error(`${entity} has no rows ${field}`);
  }
}
