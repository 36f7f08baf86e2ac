// What a field type answers, so that nobody asks `switch (field.type)` elsewhere. One folder a type; index.ts of this folder lists them.
import type { FieldModel, CodeListModel } from '../model.ts';
import type { ExprType } from '../expressions/tree.ts';
import type { DiagnosticCode } from '../diagnostics/catalogue.ts';
import type { Shape } from '../kinds/shape.ts';

export interface FieldType {
  name: string;
  /** 中文名 for the studio and the reference. */
  label: string;
  /** PostgreSQL type of its column: 'text', 'bigint', 'numeric', 'boolean', 'date', 'timestamptz', 'uuid', 'jsonb', 'text[]', 'uuid[]'; null when nothing is stored. */
  column: string | null;
  /** Type in expressions; may depend on list, to, as. */
  expression(field: FieldModel): ExprType;
  /** Keys of the type beside the common ones. */
  options: Record<string, Shape>;
  /** Wire JSON → stored value (canonical: full width to half, trimmed, upper case where the standard says) or faults. null and '' are null. */
  read(value: unknown, field: FieldModel, ctx: FieldContext): Read;
  /** A CSV cell or pasted text → what `read` takes (labels to codes, 是/否, 2026/1/5, 1,234.50). */
  fromText(text: string, field: FieldModel, ctx: FieldContext): Read;
  /** Stored or wire value → what an officer reads ("2026-12-31", "餐饮服务", "1,234.50 元"). */
  toText(value: unknown, field: FieldModel, ctx: FieldContext): string;
  /** JSON Schema of the wire value, for OpenAPI and the form. */
  jsonSchema(field: FieldModel, ctx: FieldContext): Record<string, unknown>;
  /** SQL of the stored column → SQL whose to_json is the wire value (money::text, instants in UTC with ms). Default: the column itself. */
  wireSql?(column: string): string;
  /** What a masked reader sees, in JavaScript and as SQL over the column; both give the same text. */
  mask(value: unknown, field: FieldModel): string | null;
  maskSql(column: string, field: FieldModel): string;
  /** Text that search indexes; null for types that are not searchable. */
  searchText(value: unknown, field: FieldModel, ctx: FieldContext): string | null;
  /** Search may look into it although its column holds no plain text: searchText gives the words. */
  searched?: true;
  /** The server draws the value when the record is made; nobody writes it but an import. */
  drawn?: true;
  /** It says where something is: a map may place records by it. */
  located?: true;
  /** Its values are said of a person: where a field of it is not personal, somebody should have a reason. */
  person?: true;
  /** Its value is uploaded files, or a list of them: { id, … }. */
  files?: true;
  /** A fault in its own options that their shapes cannot tell; `kept` is false for inputs and parameters. */
  optionFault?(field: FieldModel, kept: boolean): { key: string; code: DiagnosticCode; value: string } | null;
  /** Form widget and list cell of the screens, keys of their own registries. */
  widget: string;
  cell: string;
  /** May a list be sorted by it, may it be unique, indexed, a named filter's comparison. */
  sortable: boolean;
  indexable: boolean;
  /** Begins the name of the standard whose code list the type uses when the field names no list ("GB/T 2260"). */
  standard?: string;
}

export interface FieldContext {
  list(name: string): CodeListModel | undefined;
  /** Zone in which officers read and type times; Asia/Shanghai when absent. */
  time_zone?: string;
  /** The value that the record holds now: a retired code may stay where it stands. */
  old?: unknown;
  /** Ids for new rows of children; without it they arrive without one and the server gives them. */
  newId?(): string;
}

export type Read = { ok: true; value: unknown } | { ok: false; faults: FieldFault[] };

export interface FieldFault {
  /** E_REQUIRED, E_TYPE, E_USCC_CHECK … catalogue of diagnostics/record_messages.ts */
  code: string;
  /** Path below the field ("[2].name" in children), '' for the field itself. */
  at: string;
  value: unknown;
  params: Record<string, string>;
}
