// Types for who writes a package's functions: `import type { Act, Services } from '@shijian/server/plugin_code/function_types'`. Types alone: a function
// can import nothing at run time but files of its own package.

export type Fields = Record<string, unknown>;
/** As the person who acts sees it: masked values masked, hidden fields absent. */
export type SeenRecord = Fields & { id: string; version: number; _title: string };

interface Moment {
  /** ISO instant. */
  now: string;
  /** YYYY-MM-DD in the bureau's zone. */
  today: string;
  actor: { name: string; org: string | null; station: string | null };
}

/** What an act is called with. */
export interface Act extends Moment {
  act: string;
  entity: string;
  record: SeenRecord;
}

/** What is called after a record was saved. It may come twice: look at the record, which may have moved on. */
export interface Saved extends Moment {
  /** The same at every try. */
  event: string;
  what: 'created' | 'changed' | 'deleted' | 'restored';
  entity: string;
  id: string;
  /** Row version that was saved. */
  version: number;
  /** Names of the fields that changed; empty for what concerns the whole record. */
  fields: string[];
}

/** What is asked of the server; each may be refused with a code (`error.code`), as a request of the person would be. */
export interface Services {
  records: {
    get(entity: string, id: string): Promise<SeenRecord>;
    /** Up to 200; `filter` is an expression over `record`. */
    list(
      entity: string,
      query?: { filter?: string; q?: string; sort?: string; limit?: number; after?: string; include?: string },
    ): Promise<{ items: SeenRecord[]; next: string | null }>;
    /** Checked at once, kept when the function ends well. */
    create(entity: string, fields: Fields): Promise<{ id: string }>;
    update(entity: string, id: string, version: number, fields: Fields): Promise<{ id: string }>;
  };
  /** The package's settings as the bureau has them. */
  settings: Readonly<Record<string, unknown>>;
  /** A line in the server's log. */
  log(text: string): void;
  /** Ends the function: nothing is written, and the person reads this sentence. */
  refuse(message: string): never;
}
