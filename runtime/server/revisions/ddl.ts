// Model → tables, indexes, policies and reader's views: phase 0 of apply. Only adds, and each step says by which facts of the
// catalogue it is known to be done, so that nothing that is there is locked for it.
import { createHash } from 'node:crypto';
import { columnName, isIndexed, type EntityModel, type Model } from '@shijian/kernel';
import { pgTypeOfField, SLOTS, slotFamily, type PgType } from '../records/columns.ts';
import { baseOf, gateOf, quote, tableOf } from '../records/names.ts';
import { sourceSelect } from '../sources/source_views.ts';

export interface ColumnRow {
  entity: string;
  uid: string;
  pg_type: string;
}

/** An index: built beside the writers where the table has rows. */
export interface IndexStep {
  name: string;
  base: string;
  /** Columns and condition. */
  rest: string;
  /** The table is one of parts. */
  large: boolean;
}

/** A statement that may be run again. */
export interface Statement {
  sql: string;
  /** Facts (ddl_facts.ts) that all hold where it was run; none of a statement that looks for itself. */
  there: readonly string[];
  /** Run as the reader, whose view it is. */
  reader?: true;
}

/** Columns of one table: what is missing of them is added by one statement, under one lock. */
export interface ColumnsStep {
  base: string;
  columns: readonly { name: string; type: string }[];
}

export type DdlStep = Statement | ColumnsStep | IndexStep;

/** Parts of a large entity's table; a bureau's rows are in one of them. */
export const PARTS = 16;

const TENANT = `(select nullif(current_setting('app.tenant', true), '')::int4)`;
const setting = (name: string) => `(select nullif(current_setting('${name}', true), '')::int4[])::int4[]`;

/** Columns that packaged fields of a model take: what platform.column_map must hold. */
export function columnsOf(model: Model): ColumnRow[] {
  return Object.values(model.entities).flatMap((entity) =>
    entity.fields.flatMap((field) => {
      const type = pgTypeOfField(field);
      return type && !field.own && entity.source === null
        ? [{ entity: entity.name, uid: columnName(field), pg_type: type }]
        : [];
    }),
  );
}

/** Steps that bring the database up to a model; they may be run again. */
export function ddlOf(model: Model): DdlStep[] {
  const entities = Object.values(model.entities);
  return [
    ...entities.flatMap((entity) => (entity.source === null ? tableDdl(entity) : sourceDdl(entity, entity.source))),
    ...entities.flatMap((entity) => referenceDdl(entity, model)),
  ];
}

/** Rows that the platform keeps: the owner's view of them, which only the reader may read, and the gate before it. */
function sourceDdl(entity: EntityModel, source: string): DdlStep[] {
  const base = baseOf(entity.name);
  return [view(base, `as ${sourceSelect(source)}`), grant('select', base, 'shijian_reader'), ...gateDdl(entity, base)];
}

function tableDdl(entity: EntityModel): DdlStep[] {
  const base = baseOf(entity.name);
  const fields = entity.fields.flatMap((field) => {
    const type = pgTypeOfField(field);
    return type && !field.own ? [{ field, type }] : [];
  });
  // What is kept above its readers is written by its keeper alone.
  const keeper = entity.kept === 'tenant' ? '' : ` and (select platform.keeps('${entity.kept}'))`;
  return [
    {
      there: [`table ${base}`],
      sql: `create table if not exists ${base} (
      tenant_id int4 not null references platform.tenant (id),
      id uuid not null,
      version int8 not null default 1,
      rev int4 not null,
      created_at timestamptz(3) not null default now(),
      created_by uuid,
      updated_at timestamptz(3) not null default now(),
      updated_by uuid,
      deleted_at timestamptz(3),
      search_text text collate "C" not null default '',
      ext jsonb not null default '{}',
      ${Object.entries(SLOTS)
        .flatMap(([family, names]) => names.map((name) => `${name} ${family === 'text' ? 'text collate "C"' : family}`))
        .join(', ')},
      primary key (tenant_id, id)
    )${entity.large ? ' partition by hash (tenant_id)' : ''}`,
    },
    ...(entity.large ? partsDdl(base) : []),
    {
      base,
      columns: [
        { name: 'quarantined', type: 'boolean not null default false' },
        ...fields.map(({ field, type }) => ({ name: columnName(field), type: columnType(type) })),
      ],
    },
    ...secured(base),
    policy(
      base,
      'own',
      `for all to shijian_app using (tenant_id = ${TENANT}) with check (tenant_id = ${TENANT}${keeper})`,
    ),
    // Apply moves a bureau's own values into a slot, one bureau at a time.
    policy(base, 'move', `for all to shijian_owner using (tenant_id = ${TENANT}) with check (tenant_id = ${TENANT})`),
    policy(base, 'gate', `for select to shijian_reader using (true)`),
    grant('select, insert, update', base, 'shijian_app'),
    grant('select', base, 'shijian_reader'),
    ...indexDdl(
      entity,
      fields.filter(({ field }) => isIndexed(field)),
      fields.flatMap(({ field }) => (field.personal === 'sensitive' ? field.uid : [])),
    ),
    ...accessDdl(entity, base),
    ...gateDdl(
      entity,
      base,
      fields.map(({ field }) => columnName(field)),
    ),
  ];
}

/**
 * The reader's view of a table, through which requests read.
 * @param columns of the model: a view has those that were there when it was made, so it is made anew for others
 */
function gateDdl(entity: EntityModel, base: string, columns: readonly string[] = []): DdlStep[] {
  const gate = gateOf(entity.name);
  const reach = setting(entity.kept === 'tenant' ? 'app.reach' : 'app.above');
  const made = view(gate, `as select * from ${base} where tenant_id = any (${reach})`);
  const shown = columns.map((column) => `column ${gate} ${column}`);
  return [
    { ...made, sql: `${made.sql} -- ${columns.join(' ')}`, there: [...made.there, ...shown], reader: true },
    { ...grant('select', gate, 'shijian_app'), reader: true },
  ];
}

/** A view carries a mark of its text: another text is another view. */
function view(name: string, text: string): Statement {
  const mark = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const sql = `create or replace view ${name} ${text}; comment on view ${name} is '${mark}'`;
  return { there: [`view ${name} ${mark}`], sql };
}

function grant(what: string, on: string, to: string): Statement {
  const there = what.split(', ').map((privilege) => `grant ${on} ${to} ${privilege.toUpperCase()}`);
  return { there, sql: `grant ${what} on ${on} to ${to}` };
}

/** Nobody sees a row but by a policy, the owner neither. */
function secured(base: string): Statement[] {
  return [
    { there: [`enabled ${base}`], sql: `alter table ${base} enable row level security` },
    { there: [`forced ${base}`], sql: `alter table ${base} force row level security` },
  ];
}

/** Nobody but the table above them reaches the parts: no policy, no grant. */
function partsDdl(base: string): DdlStep[] {
  return Array.from({ length: PARTS }, (_, part) => partOf(base, part)).flatMap((name, part) => [
    {
      there: [`table ${name}`],
      sql: `create table if not exists ${name} partition of ${base} for values with (modulus ${PARTS}, remainder ${part})`,
    },
    ...secured(name),
  ]);
}

/** records."food_sample" → records."food_sample__p3". */
export function partOf(base: string, part: number): string {
  const table = /^records\."(.*)"$/.exec(base)![1]!;
  return `records.${quote(shortName(`${table}__p${part}`))}`;
}

/** What has an index but no spare column. */
const OTHER_INDEXED: ReadonlySet<PgType> = new Set(['timestamptz', 'boolean']);

/** @param sealed columns of sensitive fields, which are found by their keyed hash (find_exact.ts) */
function indexDdl(
  entity: EntityModel,
  fields: { field: EntityModel['fields'][number]; type: PgType }[],
  sealed: string[],
): IndexStep[] {
  const index = (suffix: string, rest: string): IndexStep => indexOf(entity, suffix, rest);
  const plain = fields
    .filter(({ type, field }) => (slotFamily(type) || OTHER_INDEXED.has(type)) && field.personal !== 'sensitive')
    .map(({ field }) => {
      const columns = [field, ...entity.fields.filter(({ name }) => name === field.sorted_by)].map(columnName);
      return index(columns.join('__'), `(tenant_id, ${columns.map(quote).join(', ')}, id) where deleted_at is null`);
    });
  return [
    ...plain,
    ...sealed.map((column) =>
      index(`${column}__hash`, `(tenant_id, split_part(${quote(column)}, ':', 2)) where deleted_at is null`),
    ),
    index('recent', `(tenant_id, updated_at, id)`),
    index('bin', `(tenant_id, updated_at, id) where deleted_at is not null`),
    index('search', `using gin (tenant_id, platform.bigrams(search_text)) where deleted_at is null`),
  ];
}

/** Of a spare column, made when a bureau first takes it: most are never taken, and each connection remembers all indexes of a table. */
export function slotIndex(entity: EntityModel, slot: string): IndexStep {
  return indexOf(entity, slot, `(tenant_id, ${slot}, id) where ${slot} is not null`);
}

function indexOf(entity: EntityModel, suffix: string, rest: string): IndexStep {
  return {
    name: shortName(`${tableOf(entity.name)}__${suffix}`),
    base: baseOf(entity.name),
    rest,
    large: entity.large,
  };
}

/** Composite foreign keys inside a tenant; refs to several entities or to registers kept above have none. A table of parts takes none unchecked. */
function referenceDdl(entity: EntityModel, model: Model): DdlStep[] {
  return entity.fields.flatMap((field) => {
    const target = field.to.length === 1 ? model.entities[field.to[0]!] : undefined;
    if (!target || entity.source !== null || target.source !== null) return [];
    if (field.own || entity.kept !== 'tenant' || target.kept !== 'tenant' || pgTypeOfField(field) !== 'uuid') return [];
    const name = shortName(`${tableOf(entity.name)}__${field.uid}__fk`);
    return [
      {
        there: [`constraint ${name}`],
        sql: `do $$ begin
        if not exists (select from pg_constraint where conname = '${name}') then
          alter table ${baseOf(entity.name)} add constraint ${quote(name)}
            foreign key (tenant_id, ${quote(field.uid)}) references ${baseOf(target.name)} (tenant_id, id)${entity.large ? '' : ' not valid'};
        end if;
      end $$`,
      },
    ];
  });
}

/** The org tree decides about rights: what is cached of them is compared with a counter that its rows move. */
function accessDdl(entity: EntityModel, base: string): DdlStep[] {
  if (entity.plays !== 'org') return [];
  return [
    {
      there: [`trigger ${base} access`],
      sql: `do $$ begin
      if not exists (select from pg_trigger where tgname = 'access' and tgrelid = '${base}'::regclass) then
        create trigger access after insert or update or delete on ${base}
          for each row execute function platform.bump_access();
      end if;
    end $$`,
    },
  ];
}

function policy(base: string, name: string, rest: string): Statement {
  const sql = `do $$ begin
    if not exists (select from pg_policy where polname = '${name}' and polrelid = '${base}'::regclass) then
      create policy ${name} on ${base} ${rest};
    end if;
  end $$`;
  return { there: [`policy ${base} ${name}`], sql };
}

function columnType(type: PgType): string {
  // Instants to the millisecond, as JavaScript has them: the evaluator and the database must see the same one.
  if (type === 'timestamptz') return 'timestamptz(3)';
  return type === 'text' || type === 'text[]' ? `${type} collate "C"` : type;
}

/** PostgreSQL cuts names at 63 bytes; cut our way, with a tail that keeps them apart. */
function shortName(name: string): string {
  if (name.length <= 60) return name;
  let sum = 0;
  for (const char of name) sum = (sum * 31 + char.charCodeAt(0)) % 1_000_003;
  return `${name.slice(0, 52)}_${sum.toString(36)}`;
}
