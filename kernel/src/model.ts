// The resolved model: what compile() returns and everything else (tables, API, screens) is built from.
// Plain JSON, no classes: it crosses to the browser as it is. Names are qualified ("food.operator"), order is array order.
import type { Expr, ExprType, Template } from './expressions/tree.ts';
import type { Calendar } from './expressions/workdays.ts';
import type { DraftModels } from './model_drafts.ts';

export interface Model extends DraftModels {
  tenant: TenantModel;
  /** In dependency order; a tenant's own additions are not a package. */
  packages: PackageModel[];
  entities: Record<string, EntityModel>;
  lists: Record<string, CodeListModel>;
  forms: Record<string, FormModel>;
  views: Record<string, ViewModel>;
  menus: MenuModel[];
  roles: Record<string, RoleModel>;
  records: RecordsModel[];
  /** Days that differ from Monday to Friday, from the seed rows of the entity that plays the calendar. */
  calendar: Calendar;
}

/** Texts with expressions over what only their place knows: the record, the officer, the day. The plain text stands beside. */
export interface LiveTexts {
  label?: Template;
  hint?: Template;
}

export interface TenantModel {
  name: string;
  label: string;
  parent: string | null;
  /** GB/T 2260 code of the bureau's area. */
  region: string;
  time_zone: string;
  settings: Record<string, unknown>;
  /** Types in expressions of the settings that packages declare; a setting that is here and not in `settings` has no value. */
  setting_types: Record<string, ExprType>;
  brand: { colour?: string; name?: string; logo?: string };
  login: LoginModel;
}

/** How people get in. */
export interface LoginModel {
  /** Minutes without a request after which a session is over. */
  idle: number;
  /** Shortest password, sorts of characters in it, past ones that are refused, days until it has to be changed (0: never). */
  length: number;
  classes: number;
  past: number;
  days: number;
  /** People may ask for an account on the public page. */
  registration: boolean;
}

export interface PackageModel {
  name: string;
  label: string;
  version: string;
  /** Where its functions come in; absent where it brings none. */
  server?: ServerModel;
}

/** Functions of a package that the server runs. Entities and roles are qualified. */
export interface ServerModel {
  /** Entities of other packages within their reach; those that they write are read too. */
  reads: string[];
  writes: string[];
  acts: ServerActModel[];
  saved: ServerSavedModel[];
}

export interface ServerActModel {
  name: string;
  label: string;
  of: string;
  /** Roles. */
  by: string[];
  /** Path below the package's folder. */
  run: string;
}

export interface ServerSavedModel {
  name: string;
  of: string;
  on: ('created' | 'changed' | 'deleted' | 'restored')[];
  /** Empty: any. */
  fields: string[];
  run: string;
}

export interface EntityModel {
  name: string;
  package: string;
  label: string;
  /** What a record is called in lists, pickers and titles. */
  title: Template;
  kept: 'tenant' | 'city' | 'platform';
  /** The part of the platform this entity plays, so that the runtime never asks for an entity by name. */
  plays: 'org' | 'person' | 'calendar' | null;
  /** Rows that the platform itself keeps, which the entity stands over; null for an entity with a table of its own. */
  source: string | null;
  /** Name of the ref field to the parent record, for entities that form a tree. */
  tree: string | null;
  history: 'full' | 'none';
  /** How long a record is kept; null: as long as it stands. */
  retain: RetainModel | null;
  /** Kept in a table of parts, a bureau's rows in one of them. */
  large: boolean;
  fields: FieldModel[];
  /** Named boolean members: `record.expiring`, and bare `expiring` where a key takes a filter. */
  filters: Record<string, FilterModel>;
  checks: CheckModel[];
  /** One per `keys` entry and one per unique field (then named as the field). */
  keys: KeyModel[];
  /** Inverse sides of refs that point here: `record.<back>`. */
  backs: Record<string, { entity: string; field: string; label: string }>;
  origin: Origin;
}

export interface FilterModel {
  label: string | null;
  expr: Expr;
}

export interface CheckModel {
  name: string;
  rule: Expr;
  message: Template;
  /** Field that shows the fault. */
  at: string | null;
  /** explain: refused until a reason is given; quarantine: saved and marked. Both, and warn, are told in what is answered. */
  level: 'refuse' | 'warn' | 'explain' | 'quarantine';
  /** Fields whose values writers of one record hold alone while the rule is judged. */
  lock: string[];
}

export interface KeyModel {
  /** Stable identity, as of a field: what is claimed stays claimed when the key is renamed. */
  uid: string;
  name: string;
  label: string;
  fields: string[];
  where: Expr | null;
  across: 'tenant' | 'city' | 'all';
}

export interface FieldModel {
  /** Stable identity: the first name this field ever had (`was`), "<uid>~2" after `new: true`. Columns and audit are keyed by it. */
  uid: string;
  name: string;
  label: string;
  type: string;
  /** True for a tenant's own field (x_…), which lives in ext jsonb or in a slot. */
  own: boolean;
  /** Package that declared it, or the tenant's name. */
  package: string;
  required: boolean | Expr;
  unique: boolean;
  indexed: boolean;
  /** The field that lists within one value of it go by; its index holds both. */
  sorted_by?: string;
  /** 'shown' indexes only what the mask shows. */
  searchable: false | true | 'shown';
  default: { value: unknown } | { expr: Expr } | null;
  personal: 'basic' | 'sensitive' | null;
  mask: 'all' | 'middle' | 'name' | 'tail' | null;
  visible: Expr | null;
  /** How long the value is kept; null: as long as its record. */
  retain: RetainModel | null;
  editable: boolean | Expr;
  unit: string | null;
  hint: string | null;
  example: string | null;
  /** Options of the type itself: min, max, max_length, pattern, format, scale, accept, max_count … */
  options: Record<string, unknown>;
  /** Code list, for code, codes, region and industry. */
  list: string | null;
  /** Entities a ref may point at. */
  to: string[];
  /** Candidates of a ref; `it` is the candidate. */
  choose: Expr | null;
  back: string | null;
  /** Inline fields of children. */
  fields: FieldModel[];
  /** children: where the rows come from; null when they are added by hand. */
  rows: RowsModel | null;
  /** computed: its value and type. */
  value: Expr | null;
  as: ExprType | null;
  /** It had another type, or other codes: its values are in a column of their own. */
  convert?: ConvertModel;
  texts?: LiveTexts;
  origin: Origin;
}

export interface ConvertModel {
  /** Types it had. */
  from: string[];
  /** New values of single former ones, as text. */
  map?: Record<string, string>;
  /** Where its values are. */
  column: string;
}

export interface RetainModel {
  /** As written: `5 years`. */
  for: string;
  /** Definitely true of a record whose time is up. */
  due: Expr;
  /** erase: the value; anonymise: of what is personal only the mask stays; delete: the record, for good. */
  then: 'erase' | 'anonymise' | 'delete';
}

/** Exactly one of `count`, `each` and `from` is there. */
export interface RowsModel {
  /** As many as this says. */
  count: Expr | null;
  /** One for each code of this list. */
  each: string | null;
  /** Copied once from this set of rows or records. */
  from: Expr | null;
  /** Which of the set; `it` is the row or record. */
  where: Expr | null;
  /** Cell that keeps the code, or the id of what was copied. */
  key: string | null;
  /** Cells that are copied, and from what; `it` is the row or record. */
  copy: Record<string, Expr>;
  /** Transition at which they are taken; null: when the record is made. */
  when: string | null;
}

/** Which file of which package set this. */
export interface Origin {
  package: string;
  path: string;
  line: number;
}

export interface CodeListModel {
  name: string;
  label: string;
  standard: string;
  /** Has parents; `under` works on it. */
  tree: boolean;
  /** Our list, where the codes are those of another system and `parent` is the code of ours. */
  crosswalk?: string;
  codes: CodeModel[];
}

export interface CodeModel {
  code: string;
  label: string;
  parent: string | null;
  tone: 'good' | 'info' | 'warn' | 'bad' | null;
  /** Shown on old rows, not offered on new ones. */
  retired: boolean;
  /** Level name of a tree (province, city, county, town; section, division, group, class). */
  level: string | null;
}

export interface FormModel {
  name: string;
  of: string;
  label: string;
  sections: FormSection[];
  texts?: LiveTexts;
}

export interface FormSection {
  name: string;
  label: string;
  columns: 1 | 2 | 3;
  fields: string[];
  visible: Expr | null;
  texts?: LiveTexts;
}

export type ViewModel = ListViewModel | DetailViewModel;

interface ViewBase {
  name: string;
  of: string;
  label: string;
  texts?: LiveTexts;
}

export interface ListViewModel extends ViewBase {
  type: 'list';
  /** Paths of at most one hop: "licence_no", "subject.name". */
  columns: string[];
  search: string[];
  sort: SortKey[];
  saved: {
    name: string;
    label: string;
    where: Expr;
    /** The expression as written, for the address. */ text: string;
    /** Told of at the menu and on the home page while there are records in it. */
    alert: boolean;
    texts?: LiveTexts;
  }[];
  /** Fields offered as filter chips at once; others are behind ＋条件. */
  filters: string[];
  side: string | null;
  form: string | null;
  actions: ('create' | 'import' | 'export')[];
}

export interface SortKey {
  path: string;
  desc: boolean;
}

export interface DetailViewModel extends ViewBase {
  type: 'detail';
  /** Facts beside the title: codes become chips. */
  facts: string[];
  sections: FormSection[];
  tabs: DetailTab[];
  form: string | null;
}

/** Related records: a back of the entity, shown with the columns of a list view. */
export interface DetailTab {
  name: string;
  label: string;
  back: string;
  entity: string;
  field: string;
  columns: string[];
  texts?: LiveTexts;
}

export interface MenuModel {
  name: string;
  label: string;
  group: string;
  items: { name: string; label: string; view: string; icon: string; count: boolean; texts?: LiveTexts }[];
  texts?: LiveTexts;
}

export interface RoleModel {
  name: string;
  label: string;
  grants: Record<string, GrantModel>;
  texts?: LiveTexts;
}

/** `null` is not granted; an Expr is the row scope. */
export interface GrantModel {
  read: Expr | null;
  create: Expr | null;
  update: { where: Expr; fields: string[] | null } | null;
  delete: Expr | null;
  restore: Expr | null;
  import: boolean;
  export: boolean;
  history: boolean;
  reveal: string[];
  hide: string[];
  find: string[];
  /** 'counties': reads reach the rows of the bureaus below too. */
  across: 'counties' | null;
}

export interface RecordsModel {
  name: string;
  of: string;
  key: string[];
  on_change: 'update' | 'keep';
  /** One object a line of the CSV, cells as written. */
  rows: Record<string, string>[];
  origin: Origin;
}
