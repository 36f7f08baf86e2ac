// The part of the model that no engine runs yet: flows, checklists, documents and the rest. Plain JSON like the rest of the model.
// A key that a document leaves out is absent here; the reference says what then holds. Expressions are null only while there are faults.
import type { Expr, Template } from './expressions/tree.ts';
import type { answerTypes } from './kinds/checklist.ts';
import type { FieldModel } from './model.ts';

/** What every one of these has. `of` is the entity it is about. */
interface DraftBase {
  name: string;
  package: string;
  label: string;
}

/** An item of a map, in its order. */
interface Item {
  name: string;
  /** The first name it ever had. */
  uid: string;
}

/** Fields and the expressions that fill them. */
export type ValuesModel = Record<string, Expr>;

export interface ActModel extends Item {
  when?: Expr;
  each?: Expr;
  set?: ValuesModel;
  create?: string;
  remove?: boolean;
  raise?: string;
  once_per?: Expr[];
  clear_when?: Expr;
  about?: Expr;
  to?: string[];
  level?: 'notice' | 'warning' | 'serious';
  notify?: Expr;
  text?: Template;
  issue?: string;
  start?: string;
  call?: string;
  push?: string;
  hand_over?: string;
  on_accept?: ValuesModel;
  on_return?: ValuesModel;
  emit?: string;
}

export type OnModel = string | { event: string; match?: Expr };

export interface GradeModel extends Item {
  from?: number | string;
  label?: string;
}

export interface WorkflowModel extends DraftBase {
  of: string;
  state_field?: string;
  starts_when?: Expr;
  states: StateModel[];
  transitions: TransitionModel[];
  deadline?: { total: string; calendar?: 'natural' | 'cn_workdays' };
}

export interface StateModel extends Item {
  label: string;
  start?: boolean;
  end?: boolean;
  suspends?: boolean;
  within?: string;
  escalate?: string;
  run?: { flow: string; set?: ValuesModel };
}

export interface TransitionModel extends Item {
  label?: string;
  from: string | string[];
  to?: string | { if?: Expr; state: string }[];
  by?: string[];
  not_by?: string[];
  when?: Expr;
  form?: string;
  input?: FieldModel[];
  do?: ActModel[];
  on?: OnModel;
  auto?: boolean;
  after?: string;
  steps?: (Item & { label?: string; by: string[]; votes?: string; when?: Expr })[];
  back_to?: string;
  extend?: string;
  at_most?: number;
  issues?: string[];
}

export interface ChecklistModel extends DraftBase {
  of: string;
  inspection?: string;
  sections: (Item & { label: string })[];
  items: ChecklistItemModel[];
  missing_items?: { reasons: Record<string, string>; at_most?: string };
  pick?: { all?: Expr; sample?: string };
  scoring?: { method: 'ratio' | 'points' | 'failures'; grades?: GradeModel[] };
  disposal?: 'strictest' | 'each';
  issues?: string[];
}

export interface ChecklistItemModel extends Item {
  in: string;
  ask: string;
  hint?: string;
  basis?: string[];
  tags?: string[];
  severity?: 'minor' | 'major' | 'serious';
  points?: number | string;
  not_applicable_when?: Expr;
  answer?: { type: (typeof answerTypes)[number]; list?: string; unit?: string };
  pass?: Expr;
  veto?: boolean;
  evidence?: { photo?: number; video?: number; gps?: boolean; signature?: boolean };
  on_fail?: { document?: string; within?: string; case_source?: boolean };
}

/** A part of a document's body: text, a value, a block once for each element, a block under a condition. */
export type BodyPart =
  | Template[number]
  | { each: Expr | null; as: string; parts: BodyPart[] }
  | { if: Expr | null; parts: BodyPart[]; else: BodyPart[] };

export interface DocumentModel extends DraftBase {
  of: string;
  title?: Template;
  number?: string;
  params?: FieldModel[];
  body: BodyPart[];
  paper?: 'a4' | 'a4_landscape' | 'a5';
  seal?: boolean;
  signed_by?: string[];
  delivery?: { receipt?: boolean };
  on_issue?: ActModel[];
}

export interface DrawModel extends DraftBase {
  of: string;
  params?: FieldModel[];
  objects: { where?: Expr; not?: Expr; by?: string; strata?: (Item & { take: string })[]; take?: string };
  people: { from: string; where?: Expr; each?: number; avoid?: Expr; balance?: boolean };
  seed?: 'published_after_closing' | 'entered';
  makes: { create: string; set?: ValuesModel };
}

export interface RuleModel extends DraftBase {
  of?: string;
  watch?: string;
  on?: OnModel;
  every?: string;
  when?: Expr;
  do: ActModel[];
}

export interface DatasetModel extends DraftBase {
  of: string;
  where?: Expr;
  params?: FieldModel[];
  measures: MeasureModel[];
  dimensions: DimensionModel[];
  across?: 'counties';
  keeper?: string;
}

export interface MeasureModel extends Item {
  label: string;
  unit?: string;
  /** true: all records. */
  count?: true | Expr;
  sum?: Expr;
  average?: Expr;
  least?: Expr;
  most?: Expr;
  ratio?: { part: Expr; whole?: Expr };
}

export interface DimensionModel extends Item {
  label?: string;
  by: Expr;
  level?: string;
  grain?: 'year' | 'quarter' | 'month' | 'week' | 'day';
  under?: string;
}

export interface ScoreModelModel extends DraftBase {
  of: string;
  base: number | string;
  factors: (Item & {
    label: string;
    value?: Expr;
    measure?: string;
    points?: number | string;
    sign?: 'plus' | 'minus';
    at_most?: number | string;
    bands?: { from: number | string; points: number | string }[];
  })[];
  veto?: (Item & { when: Expr; grade: string })[];
  variants?: (Item & {
    label?: string;
    where: Expr;
    factors: (Item & { points?: number | string; at_most?: number | string })[];
  })[];
  grades: GradeModel[];
  supervision?: (Item & { every?: string; ratio?: string; publish?: boolean })[];
  into?: { score: string; grade: string; since?: string };
  recompute?: { on?: string[]; every?: string };
  override?: { by: string[]; reason?: boolean; until?: boolean };
}

export interface ConnectorModel extends DraftBase {
  driver: 'mysql' | 'postgresql' | 'oracle' | 'dm' | 'kingbase' | 'http' | 'sftp' | 'webdav';
  setting: string;
  secret?: string;
  every?: string;
  streams: StreamModel[];
}

export interface StreamModel extends Item {
  direction: 'pull' | 'match' | 'push';
  of: string;
  from?: string;
  table?: string;
  since?: string;
  deleted?: string;
  key?: string[];
  after?: string[];
  when?: Expr;
  match?: Expr[];
  map?: Record<string, string | ColumnModel>;
  send?: Record<string, Expr>;
  needs?: string[];
  incomplete?: { hold?: boolean; tell?: string[] };
  receipt?: { table: string; key: string; ok: string; into?: Record<string, string> };
  on_conflict?: 'ask' | 'local' | 'remote' | 'newer';
}

export interface ColumnModel {
  column: string;
  codes?: string;
  owner?: 'local' | 'remote' | 'newer' | 'ask';
  find?: string;
  missing?: 'hold' | 'leave' | 'create';
  format?: string;
}

export interface PublicationModel extends DraftBase {
  of: string;
  where?: Expr;
  fields?: string[];
  lists?: (Item & { label?: string; back?: string; fields: string[] })[];
  to: 'public' | 'subject' | 'officer' | 'partner' | 'tenant';
  by: ('qr' | 'api' | 'file' | 'db')[];
  code?: string;
  quota?: string;
  opens?: { view?: string; checklist?: string; when?: Expr };
}

export interface PageModel extends DraftBase {
  params?: FieldModel[];
  reads?: Record<string, string>;
  body: unknown;
}

export interface DashboardModel extends DraftBase {
  filters?: (Item & { label?: string; of: string; default?: unknown })[];
  widgets: WidgetModel[];
  layouts: {
    desk: string[];
    phone?: string[];
    wall?: { size?: string; rows: string[]; refresh?: string; dark?: boolean };
  };
  across?: 'counties';
}

export interface WidgetModel extends Item {
  label?: string;
  show: 'number' | 'rank' | 'bar' | 'line' | 'ring' | 'map' | 'table';
  measure: string | string[];
  by?: string;
  then?: string[];
  order?: 'value' | '-value' | 'name';
  limit?: number;
  last?: number;
  switch?: ('sort' | 'table' | 'export')[];
  open?: string;
}

/** Views whose screens are still to come. They stand apart from `views`, so that no screen meets one. */
export type FurtherViewModel =
  SummaryViewModel | TreeViewModel | MapViewModel | KanbanViewModel | CalendarViewModel | GraphViewModel;

interface FurtherView extends DraftBase {
  of: string;
}

export interface SummaryViewModel extends FurtherView {
  type: 'summary';
  where?: Expr;
  params?: FieldModel[];
  group: Record<string, string>;
  columns: (Item & { label: string; count?: true | Expr; sum?: Expr; open?: string })[];
  sort?: string[];
}

export interface TreeViewModel extends FurtherView {
  type: 'tree';
  columns: string[];
  open?: number;
  where?: Expr;
}

export interface MapViewModel extends FurtherView {
  type: 'map';
  place: string;
  colour?: string;
  columns: string[];
  where?: Expr;
}

export interface KanbanViewModel extends FurtherView {
  type: 'kanban';
  by: string;
  columns: string[];
  where?: Expr;
  limit?: number;
}

export interface CalendarViewModel extends FurtherView {
  type: 'calendar';
  from: string;
  to?: string;
  colour?: string;
  columns: string[];
  where?: Expr;
}

export interface GraphViewModel extends FurtherView {
  type: 'graph';
  params?: FieldModel[];
  edges: (Item & { of: string; from: string; to: string; when?: Expr; weight?: string })[];
  depth?: number;
  weights?: 'product';
  least?: string;
}

/** All of them by qualified name; members of Model. */
export interface DraftModels {
  workflows: Record<string, WorkflowModel>;
  checklists: Record<string, ChecklistModel>;
  documents: Record<string, DocumentModel>;
  draws: Record<string, DrawModel>;
  rules: Record<string, RuleModel>;
  datasets: Record<string, DatasetModel>;
  score_models: Record<string, ScoreModelModel>;
  connectors: Record<string, ConnectorModel>;
  publications: Record<string, PublicationModel>;
  pages: Record<string, PageModel>;
  dashboards: Record<string, DashboardModel>;
  further_views: Record<string, FurtherViewModel>;
}
