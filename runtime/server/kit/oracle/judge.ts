// What one person may see, worked out from the raw rows, the role documents and the kernel's evaluator alone: no SQL, none of the
// server's own access code. A request's answer is held against it.
import {
  isTrue,
  type EntityModel,
  type Env,
  type Expr,
  type FieldModel,
  type GrantModel,
  type RowView,
} from '@shijian/kernel';
import type { TenantState } from '../../revisions/tenants.ts';
import type { RawImage, RawRow, RawRows } from './raw_rows.ts';

/** A person of the test: where he works and which roles he holds, as the accounts say. */
export interface Person {
  login: string;
  state: TenantState;
  /** Bureaus below his, with their ids; what he sees there is what roles grant across. */
  below: readonly number[];
  /** Bureaus above his: what they keep for those below is his to read. */
  above: readonly number[];
  roles: readonly string[];
  actor: NonNullable<Env['actor']>;
  /** What is left of his rights to a program with a token of his; absent for himself at a screen. */
  token?: Token;
}

/** How far a token reaches. */
export interface Token {
  /** Null for every entity that its owner reads. */
  entities: readonly string[] | null;
  writes: boolean;
}

/** What is written of a grant where there is nothing to write. */
const NO_WRITES = { create: null, update: null, delete: null, restore: null, import: false };

/** Rows of the home page. */
const SHOWN = 12;

export class Judge {
  readonly person: Person;
  private readonly raw: RawRows;
  private readonly seen = new Map<string, Set<RawRow>>();
  private readonly now = new Date().toISOString();

  constructor(raw: RawRows, person: Person) {
    this.raw = raw;
    this.person = person;
  }

  entity(name: string): EntityModel {
    return this.person.state.model.entities[name]!;
  }

  /** Grants of his roles on an entity. */
  grants(entity: string): GrantModel[] {
    const { state, roles, above, token } = this.person;
    const { model } = state;
    if (token?.entities && !token.entities.includes(entity)) return [];
    const granted = roles.flatMap((role) => model.roles[role]?.grants[entity] ?? []);
    // Values in clear are for persons with a purpose.
    const left = token
      ? granted.map((grant) => ({ ...grant, ...(token.writes ? {} : NO_WRITES), reveal: [], find: [] }))
      : granted;
    // What is kept above is written there, and its history is read there.
    if (model.entities[entity]!.kept === 'tenant' || above.length === 0) return left;
    return left.map((grant) => ({ ...grant, ...NO_WRITES, history: false, reveal: [], find: [] }));
  }

  mayRead(entity: string): boolean {
    return this.grants(entity).some((grant) => grant.read !== null);
  }

  may(entity: string, action: 'export' | 'history' | 'create' | 'update' | 'delete' | 'restore' | 'import'): boolean {
    return this.mayRead(entity) && this.grants(entity).some((grant) => Boolean(grant[action]));
  }

  /** Name of the bureau that a row belongs to. */
  bureau(row: RawRow): string {
    return this.raw.nameOf(row.tenant);
  }

  /** May look into what was done with this row: his own bureau's, or across where that is granted with it. */
  mayTrace(entity: string, row: RawRow): boolean {
    return this.grantsOn(entity, row.tenant).some((grant) => grant.read !== null && grant.history);
  }

  /** Fields of an entity that reach him, masked ones included. */
  fields(entity: string): FieldModel[] {
    const hidden = new Set(this.grants(entity).flatMap((grant) => (grant.read ? grant.hide : [])));
    return this.entity(entity).fields.filter((field) => !hidden.has(field.name));
  }

  /** Stored fields that he reads in clear. */
  clear(entity: string): FieldModel[] {
    return this.fields(entity).filter((field) => field.personal === null && !field.value && field.fields.length === 0);
  }

  /** Stored fields that he does not read in clear, or not at all. */
  closed(entity: string): FieldModel[] {
    const clear = new Set(this.clear(entity).map(({ name }) => name));
    return this.entity(entity).fields.filter(
      (field) => !clear.has(field.name) && !field.value && field.fields.length === 0,
    );
  }

  /** Rows that are his to read, live and deleted. */
  sees(row: RawRow): boolean {
    return this.all(row.entity).has(row);
  }

  /** Live rows that he sees and that meet a condition, itself judged through his eyes. */
  visible(entity: string, filter: Expr | null = null): RawRow[] {
    return [...this.all(entity)].filter(
      (row) =>
        !row.deleted &&
        (!filter ||
          isTrue(
            filter,
            this.env(row, (other) => this.sees(other)),
          )),
    );
  }

  /** The live row of this id, if he sees it. */
  find(entity: string, id: string): RawRow | undefined {
    return this.within(entity)
      .flatMap((tenant) => this.raw.find(tenant, entity, id) ?? [])
      .find((row) => !row.deleted && this.sees(row));
  }

  /** Bureaus of which he reads rows of an entity. */
  private within(entity: string): number[] {
    const { state, below, above } = this.person;
    if (this.entity(entity).kept !== 'tenant') return [state.id, ...above];
    return [state.id, ...below].filter((tenant) => this.grantsOn(entity, tenant).some((grant) => grant.read !== null));
  }

  /** Grants that count for rows of a bureau. */
  private grantsOn(entity: string, tenant: number): GrantModel[] {
    const own = tenant === this.person.state.id || this.entity(entity).kept !== 'tenant';
    return this.grants(entity).filter((grant) => own || grant.across === 'counties');
  }

  /** Rows of the recycle bin that he may look into. */
  bin(entity: string): RawRow[] {
    const scopes = this.grants(entity).flatMap(({ restore }) => restore ?? []);
    return [...this.all(entity)].filter(
      (row) =>
        row.deleted &&
        row.tenant === this.person.state.id &&
        scopes.some((scope) =>
          isTrue(
            scope,
            this.env(row, () => true),
          ),
        ),
    );
  }

  /** Records of his bureau that he wrote and sees, each once, the latest first: what his home page reminds him of. */
  recent(): { entity: string; id: string }[] {
    const { state, actor } = this.person;
    const known = this.raw
      .writtenBy(state.id, String(actor.user))
      .filter(({ entity, id }) => Object.hasOwn(state.model.entities, entity) && this.find(entity, id) !== undefined);
    return known.slice(0, SHOWN);
  }

  /** All that was written down of a row, the latest last. */
  images(row: RawRow): readonly RawImage[] {
    return this.raw.images(row);
  }

  /** May write this row as it is, some field of it at least. */
  mayWrite(row: RawRow, act: 'update' | 'delete' | 'restore'): boolean {
    if (row.tenant !== this.person.state.id || !this.sees(row)) return false;
    const env = this.env(row, () => true);
    return this.grants(row.entity).some((grant) => {
      const scope = act === 'update' ? (grant.update?.where ?? null) : grant[act];
      return scope !== null && isTrue(scope, env);
    });
  }

  /** Every row of his own bureau, seen or not. */
  own(entity: string): RawRow[] {
    return this.raw.of(this.person.state.id, entity);
  }

  /** The row that a ref means, seen or not. */
  target(field: FieldModel, row: RawRow): RawRow | undefined {
    const id = row.values[field.name];
    return typeof id === 'string' && field.to.length === 1 ? this.byId(field, row, id) : undefined;
  }

  /** The row that a ref of this row would mean by an id, seen or not. */
  byId(field: FieldModel, row: RawRow, id: string): RawRow | undefined {
    const to = field.to[0]!;
    const { state, above } = this.person;
    const holders = this.entity(to).kept === 'tenant' ? [row.tenant] : [state.id, ...above];
    return holders.flatMap((tenant) => this.raw.find(tenant, to, id) ?? [])[0];
  }

  private all(entity: string): Set<RawRow> {
    let rows = this.seen.get(entity);
    if (!rows) {
      const found = this.within(entity).flatMap((tenant) => {
        const scopes = this.grantsOn(entity, tenant).flatMap(({ read }) => read ?? []);
        return this.raw.of(tenant, entity).filter((row) =>
          scopes.some((scope) =>
            isTrue(
              scope,
              this.env(row, () => true),
            ),
          ),
        );
      });
      rows = new Set(found);
      this.seen.set(entity, rows);
    }
    return rows;
  }

  private env(row: RawRow, eyes: (row: RawRow) => boolean): Env {
    const { tenant, lists } = this.person.state.model;
    return {
      record: this.view(row, eyes),
      actor: this.person.actor,
      tenant: {
        name: tenant.name,
        label: tenant.label,
        parent: tenant.parent,
        region: tenant.region,
        time_zone: tenant.time_zone,
      },
      settings: tenant.settings as Env['settings'] & object,
      now: this.now,
      time_zone: tenant.time_zone,
      rows: (entity) =>
        this.raw
          .of(row.tenant, entity)
          .filter((other) => !other.deleted && eyes(other))
          .map((other) => this.view(other, eyes)),
      list: (name) => {
        const list = lists[name];
        if (!list) return undefined;
        const code = (one: string) => list.codes.find((candidate) => candidate.code === one);
        return { parent: (one) => code(one)?.parent ?? null, label: (one) => code(one)?.label ?? null };
      },
      parent: (entity, id) => {
        const found = this.raw.find(row.tenant, entity, id);
        const tree = this.entity(entity).tree;
        return found && tree ? ((found.values[tree] ?? null) as string | null) : undefined;
      },
    };
  }

  private view(row: RawRow, eyes: (row: RawRow) => boolean): RowView {
    const entity = this.entity(row.entity);
    return {
      get: (name) => row.values[name] ?? null,
      follow: (name) => {
        const field = entity.fields.find((candidate) => candidate.name === name);
        const target = field && this.target(field, row);
        return target && eyes(target) ? this.view(target, eyes) : undefined;
      },
      rows: (name) => {
        const back = entity.backs[name];
        if (!back) return (row.values[name] as Record<string, never>[] | null)?.map(plainView) ?? [];
        return this.raw
          .of(row.tenant, back.entity)
          .filter((other) => other.values[back.field] === row.id && !other.deleted && eyes(other))
          .map((other) => this.view(other, eyes));
      },
    };
  }
}

function plainView(cells: Record<string, never>): RowView {
  return { get: (name) => cells[name] ?? null };
}
