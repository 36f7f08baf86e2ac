// What crosses the wire, typed as docs/api.md says. Parsed once at the edge (request.ts); nothing else casts answers.
import type {
  Calendar,
  CodeListModel,
  Env,
  EntityModel,
  FormModel,
  MenuModel,
  RoleModel,
  ViewModel,
} from '@shijian/kernel';

/** Title of a record behind a ref; with `include` also its fields. */
export interface RefJson {
  id: string;
  title: string;
  entity: string;
  [field: string]: unknown;
}

/** A row of an entity as the API gives it: fields by name, `_`-members beside them. */
export interface RecordJson {
  id: string;
  version: number;
  _title: string;
  /** Titles of all refs that the actor may see, by field name; the target's fields too where included. */
  _refs?: Record<string, RefJson | RefJson[] | null>;
  created_at?: string;
  updated_at?: string;
  _deleted_at?: string | null;
  /** The bureau it belongs to, where the officer reads more than his own. */
  _tenant?: { name: string; label: string };
  /** Labels of codes that its bureau added to a list: field → code → label. */
  _labels?: Record<string, Record<string, string>>;
  /** A check of the level quarantine is broken: it was saved and is to be verified. */
  _quarantined?: boolean | null;
  [field: string]: unknown;
}

/** A stored file, as it stands in a file or image field. */
export interface FileJson {
  id: string;
  name: string;
  type: string;
  size: number;
}

export interface RecordPage {
  items: RecordJson[];
  /** Cursor of the next page; null on the last. */
  next: string | null;
  total: Total | null;
}

/** `exact: false` means "more than this". */
export interface Total {
  value: number;
  exact: boolean;
}

export interface ListParams {
  /** Text of the expression language over `record`. */
  filter?: string;
  q?: string;
  /** "valid_until,-licence_no" */
  sort?: string;
  limit?: number;
  after?: string;
  count?: 'none' | 'capped' | 'exact';
  /** Refs by name, comma separated. */
  include?: string;
  fields?: string;
  deleted?: 'only';
  /** Names of bureaus, comma separated; all within reach when absent. */
  tenant?: string;
}

export interface AggregateParams {
  /** "risk", "valid_until:month", "_tenant" */
  group?: string;
  /** "count,sum(area)" */
  measure?: string;
  filter?: string;
  tenant?: string;
}

export interface Aggregate {
  items: {
    group: Record<string, { value: string | boolean | null; label: string | null }>;
    /** A count is a number, everything else text. */
    measure: Record<string, number | string | null>;
  }[];
  /** There are more groups than were asked for. */
  more: boolean;
}

export interface Me {
  user: { id: string; login: string; name: string };
  tenant: { name: string; label: string };
  org: { id: string; title: string; kind: string | null } | null;
  /** Id of the nearest station, or null. */
  station: string | null;
  roles: { name: string; label: string }[];
  /** What expressions call `actor`. */
  actor: NonNullable<Env['actor']>;
  /** Every post that is held today; the one at work has the org above. */
  posts?: { org: { id: string; title: string } | null; roles: { name: string; label: string }[] }[];
  csrf: string;
  /** Minutes without a request until the session is over; shortest password and sorts of characters in it. */
  rules?: { idle: number; length: number; classes: number };
  /** True where `npm start` runs over made-up data. */
  demo?: boolean;
  /** The password was given by somebody else and has to be replaced first. */
  must_change?: boolean;
}

export interface RecentItem {
  entity: string;
  entity_label: string;
  id: string;
  title: string;
  action: 'create' | 'update' | 'delete' | 'restore' | 'import';
  /** Instant, UTC. */
  at: string;
}

/** What an act of the log changed; `readable: false` where the actor sees no records of that sort. */
export interface AuditChanges {
  record: { entity: string; id: string } | null;
  readable: boolean;
  note: string | null;
  changes: HistoryItem['changes'];
}

export interface HandOverPreview {
  person: { id: string; entity: string } | null;
  items: { entity: string; label: string; field: string; field_label: string; count: number }[];
  /** Records that the actor may not change name him too. */
  others: boolean;
  posts: number;
}

/** A role in an officer's words, and as it was written where the bureau made it. */
export interface RoleInWords {
  name: string;
  label: string;
  own: boolean;
  grants: {
    entity: string;
    label: string;
    acts: { act: string; label: string; scope: string | null }[];
    hidden: string[];
    reveal: string[];
  }[];
  menus: string[];
  written: RoleText | null;
  can: { update: boolean; delete: boolean };
}

/** A role as its document has it. */
export interface RoleText {
  label: string;
  grants: Record<string, GrantText>;
}

/** `true`: every record; a text: a named filter or a condition. */
export type ScopeText = boolean | string;

export interface GrantText {
  read?: ScopeText;
  create?: ScopeText;
  update?: ScopeText | { where?: ScopeText; fields?: string[] };
  delete?: ScopeText;
  restore?: ScopeText;
  import?: boolean;
  export?: boolean;
  history?: boolean;
  reveal?: boolean | string[];
  hide?: string[];
}

/** What saving a role would mean for people and records. */
export interface RoleEffect {
  /** It would wait for a second pair of eyes. */
  waits: boolean;
  lines: { code: string; risk: 'safe' | 'confirm' | 'refused'; text: string }[];
}

/** What a role may be put together from. */
export interface RoleVocabulary {
  entities: {
    name: string;
    label: string;
    package: string;
    filters: { name: string; label: string }[];
    fields: { name: string; label: string; personal: boolean }[];
    acts: string[];
  }[];
}

/** A login of mine that still lasts. */
export interface OpenSession {
  id: string;
  device: string;
  ip: string;
  opened_at: string;
  seen_at: string;
  current: boolean;
}

export interface HistoryItem {
  at: string;
  actor: { name: string };
  action: string;
  /** What the model calls it. */
  label: string;
  version: number;
  /** The whole record was kept as it was then. */
  kept: boolean;
  /** What was seen in clear and why, of a reveal. */
  note: string | null;
  /** Values are texts as shown to this actor. */
  changes: { field: string; label: string; before: string | null; after: string | null }[];
}

/** A version of a record as the revision that wrote it showed and judged it. */
export interface PastRecord {
  version: number;
  /** Instant, UTC. */
  at: string;
  actor: { name: string };
  rev: number;
  edition: string;
  /** The revision that wrote it is still the one at work. */
  current: boolean;
  /** What the entity was called. */
  label: string;
  fields: { field: string; label: string; text: string | null; required: boolean }[];
  sections: { name: string; label: string; columns: 1 | 2 | 3; fields: string[] }[];
  /** `holds` is null where it cannot be told from the record alone. */
  checks: { name: string; level: string; message: string; holds: boolean | null }[];
}

/** What this actor may do with an entity at all; a single record may still be refused. */
export interface Can {
  create: boolean;
  update: boolean;
  delete: boolean;
  restore: boolean;
  import: boolean;
  export: boolean;
  history: boolean;
}

/** An entity without the fields that are hidden from this actor. */
export interface WireEntity extends EntityModel {
  can: Can;
  /** What the roles grant, also where it is not done by writing the record. */
  granted?: ('create' | 'update' | 'delete')[];
  /** Fields the actor may change; null means all. */
  update_fields: string[] | null;
  /** Masked fields the actor may see in clear, for a stated purpose. */
  reveal: string[];
  /** Personal fields that records may be looked for by their whole value. */
  find: string[];
  /** What functions of packages offer to do with one of its records: `lift.regrade`. */
  acts?: { name: string; label: string }[];
  /** Its lists go through the bureaus below as well. */
  across: boolean;
  /** What was done with a record of a bureau below may be looked at. */
  history_across: boolean;
}

/** A code list; one of over 200 codes comes without `codes` (useCodeList fetches it when asked). */
export interface WireCodeList extends Omit<CodeListModel, 'codes'> {
  codes?: CodeListModel['codes'];
  size?: number;
}

export interface WireModel {
  tenant: {
    name: string;
    label: string;
    brand: { colour?: string; name?: string; logo?: string };
    time_zone: string;
    region: string;
    /** What expressions call `tenant`. */
    facts: NonNullable<Env['tenant']>;
  };
  /** Settings that expressions of this document read, by full name. */
  settings: NonNullable<Env['settings']>;
  calendar: Calendar;
  /** The own bureau and those below, for who reads these; else empty. */
  bureaus: { name: string; label: string }[];
  revision: number;
  /** Apply date of the last revision, which officers read as 版. */
  edition: string;
  entities: Record<string, WireEntity>;
  lists: Record<string, WireCodeList>;
  forms: Record<string, FormModel>;
  views: Record<string, ViewModel>;
  menus: MenuModel[];
  roles?: Record<string, RoleModel>;
}

/** One fault of a refused write. */
export interface Fault {
  code: string;
  /** "licence_no", "items[0].name"; null when no field is to blame. */
  path: string | null;
  value?: unknown;
  message: string;
  remedy?: string | null;
  /** Which operation of a batch, from 0. */
  index?: number;
}

/** A token of a program as its owner sees it; instants are UTC. */
export interface ProgramToken {
  id: string;
  label: string;
  /** Entities that it reaches; null: all that its owner reaches. */
  entities: string[] | null;
  writes: boolean;
  created_at: string;
  expires_at: string;
  used_at: string | null;
  used_ip: string | null;
}

export interface NewProgramToken {
  label: string;
  /** 1–366. */
  days: number;
  writes: boolean;
  entities?: string[];
}

/** One result for each operation, in their order. */
export interface BatchAnswer {
  results: { id: string; version: number }[];
}

export interface RegistrationBureau {
  name: string;
  label: string;
  rules: { length: number; classes: number };
}

/** What somebody writes who asks for an account; '' where he wrote nothing. */
export interface RegistrationText {
  login: string;
  name: string;
  unit: string;
  phone: string;
  email: string;
  reason: string;
}

export interface RegistrationStatus extends Omit<RegistrationText, 'email' | 'reason'> {
  state: 'asked' | RegistrationDecision;
  reply: string | null;
  email: string | null;
  reason: string | null;
  proof: FileJson[];
  /** Instant, UTC. */
  asked_at: string;
}

export type RegistrationDecision = 'approved' | 'rejected' | 'supplement';
