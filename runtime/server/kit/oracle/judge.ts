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
import type { RawRow, RawRows } from './raw_rows.ts';

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
}

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
    const { model } = this.person.state;
    const granted = this.person.roles.flatMap((role) => model.roles[role]?.grants[entity] ?? []);
    // What is kept above is written there, and its history is read there.
    if (model.entities[entity]!.kept === 'tenant' || this.person.above.length === 0) return granted;
    const nothing = {
      create: null,
      update: null,
      delete: null,
      restore: null,
      import: false,
      history: false,
      reveal: [],
    };
    return granted.map((grant) => ({ ...grant, ...nothing }));
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

  /** Every row of his own bureau, seen or not. */
  own(entity: string): RawRow[] {
    return this.raw.of(this.person.state.id, entity);
  }

  /** The row that a ref means, seen or not. */
  target(field: FieldModel, row: RawRow): RawRow | undefined {
    const id = row.values[field.name];
    if (typeof id !== 'string' || field.to.length !== 1) return undefined;
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
