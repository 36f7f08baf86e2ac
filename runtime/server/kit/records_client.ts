// A program's way to the records: typed by the model when generated (`npm run client`), by nothing in tests. Stands alone: fetch and no imports.
// ETags and idempotency keys are its business; a refusal of the server is thrown as ShijianError with the server's code.

/** One thing that is wrong with what was sent. */
export interface Fault {
  code: string;
  /** The field, `items[0].name` in a row. */
  path: string;
  value: unknown;
  message: string;
  remedy?: string;
  check?: string;
  /** Operation of a batch, from 0. */
  index?: number;
}

/** RFC 9457: what the server says when it refuses. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  /** Stable: E_MATCH_STALE, E_RECORD_INVALID … */
  code: string;
  faults?: Fault[];
  /** Further members, such as `current` of E_MATCH_STALE. */
  [member: string]: unknown;
}

/** A refusal. Act on `code`, show `message`. */
export class ShijianError extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: readonly Fault[];
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.name = 'ShijianError';
    this.status = problem.status;
    this.code = problem.code;
    this.faults = problem.faults ?? [];
    this.problem = problem;
  }
}

export interface Connection {
  /** http://127.0.0.1:3333 */
  url: string;
  /** `sjt_…` of POST /api/tokens; or a session's cookie and csrf. */
  token?: string;
  cookie?: string;
  csrf?: string;
}

export interface AnyRecord {
  id: string;
  version: number;
}

export interface ListQuery {
  /** The expression language over `record`: "record.risk == 'A'". */
  filter?: string;
  q?: string;
  /** `valid_until,-licence_no` */
  sort?: string;
  /** 1 to 200. */
  limit?: number;
  /** `next` of the page before. */
  after?: string;
  count?: 'none' | 'capped' | 'exact';
  include?: readonly string[];
  fields?: readonly string[];
  deleted?: 'only';
  tenant?: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
  total: { value: number; exact: boolean } | null;
}

export interface AggregateQuery {
  group?: readonly string[];
  measure?: readonly string[];
  filter?: string;
  tenant?: string;
  sort?: string;
  limit?: number;
}

export interface Group {
  group: Record<string, { value: unknown; label?: string }>;
  measure: Record<string, number | string | null>;
}

/** Why checks of level `explain` are passed over, by check. */
export interface WriteOptions {
  reasons?: Record<string, string>;
  /** Left out: a new one. The same key makes the same record, however often it is sent. */
  key?: string;
}

export type Operation<Input> =
  | { op: 'create'; body: Input }
  | { op: 'update'; id: string; version: number; body: Partial<Input> }
  | { op: 'delete' | 'restore'; id: string; version: number };

export interface HistoryItem {
  at: string;
  actor: { name: string };
  action: string;
  version: number;
  note: string | null;
  changes: { field: string; label: string; before: string | null; after: string | null }[];
}

/** Times that a request is sent again when the server moves (503) or the connection breaks before an answer. */
const AGAIN = 2;

/** Records and Inputs: entity name → type of its records, and of what makes one. */
export class ShijianClient<
  Records extends { [E in keyof Records]: object },
  Inputs extends { [E in keyof Records]: object },
> {
  readonly connection: Connection | Promise<Connection>;

  /** @param connection may be a login that is still under way */
  constructor(connection: Connection | Promise<Connection>) {
    this.connection = connection;
  }

  /** @throws ShijianError E_LOGIN_FAILED, E_LOGIN_LOCKED */
  static async login(url: string, login: string, password: string): Promise<Connection> {
    const response = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    const body = await bodyOf(response);
    const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    return { url, cookie, csrf: (body as { csrf: string }).csrf };
  }

  list<E extends keyof Records & string>(entity: E, query: ListQuery = {}): Promise<Page<Records[E]>> {
    return this.send('GET', at(entity, '', query));
  }

  /** Every record of a list, page by page. */
  async *all<E extends keyof Records & string>(entity: E, query: ListQuery = {}): AsyncGenerator<Records[E], void> {
    let after: string | null = query.after ?? null;
    do {
      const page: Page<Records[E]> = await this.list(entity, { limit: 200, ...query, ...(after ? { after } : {}) });
      yield* page.items;
      after = page.next;
    } while (after !== null);
  }

  /** How many the list shows, exactly. */
  async count<E extends keyof Records & string>(
    entity: E,
    query: Pick<ListQuery, 'filter' | 'q' | 'tenant'> = {},
  ): Promise<number> {
    const asked = { ...query, limit: 0, count: 'exact' };
    const { total } = await this.send<Page<Records[E]>>('GET', at(entity, '', asked));
    return total?.value ?? 0;
  }

  /** @param known the record as it was last read: given back when it has not changed */
  async get<E extends keyof Records & string>(
    entity: E,
    id: string,
    options: { include?: readonly string[]; fields?: readonly string[]; known?: Records[E] } = {},
  ): Promise<Records[E]> {
    const { known, ...query } = options;
    const headers: Record<string, string> = known ? { 'If-None-Match': match(known as unknown as AnyRecord) } : {};
    const found = await this.send<Records[E] | null>('GET', at(entity, `/${id}`, query), undefined, headers);
    return found ?? known!;
  }

  create<E extends keyof Records & keyof Inputs & string>(
    entity: E,
    input: Inputs[E],
    { reasons, key = crypto.randomUUID() }: WriteOptions = {},
  ): Promise<Records[E]> {
    return this.send('POST', at(entity), withReasons(input, reasons), { 'Idempotency-Key': key });
  }

  /** @param record the record as it was read: what somebody changed meanwhile is E_MATCH_STALE, with `problem.current` */
  update<E extends keyof Records & keyof Inputs & string>(
    entity: E,
    record: AnyRecord,
    changes: Partial<Inputs[E]>,
    { reasons }: Pick<WriteOptions, 'reasons'> = {},
  ): Promise<Records[E]> {
    return this.send('PATCH', at(entity, `/${record.id}`), withReasons(changes, reasons), {
      'If-Match': match(record),
    });
  }

  /** Puts it into the recycle bin. */
  async remove<E extends keyof Records & string>(entity: E, record: AnyRecord): Promise<void> {
    await this.send('DELETE', at(entity, `/${record.id}`), undefined, { 'If-Match': match(record) });
  }

  restore<E extends keyof Records & string>(entity: E, record: AnyRecord): Promise<Records[E]> {
    return this.send('POST', at(entity, `/${record.id}/restore`), {}, { 'If-Match': match(record) });
  }

  /** Up to 200 writes, whole or not at all. */
  batch<E extends keyof Records & keyof Inputs & string>(
    entity: E,
    operations: readonly Operation<Inputs[E]>[],
    { key = crypto.randomUUID() }: Pick<WriteOptions, 'key'> = {},
  ): Promise<{ results: { id: string; version: number; record: Records[E] | null }[]; replayed: boolean }> {
    return this.send('POST', at(entity, '/batch'), { operations }, { 'Idempotency-Key': key });
  }

  aggregate<E extends keyof Records & string>(
    entity: E,
    query: AggregateQuery = {},
  ): Promise<{ items: Group[]; more: boolean }> {
    return this.send('GET', at(entity, '/aggregate', query));
  }

  /** Records with exactly this value of a personal field; on record before it is looked for. */
  find<E extends keyof Records & string>(
    entity: E,
    field: keyof Records[E] & string,
    value: string,
    purpose: string,
  ): Promise<{ items: Records[E][]; more: boolean }> {
    return this.send('POST', at(entity, '/find'), { field, value, purpose });
  }

  /** Personal values in clear; on record before it is answered. */
  async reveal<E extends keyof Records & string, F extends keyof Records[E] & string>(
    entity: E,
    id: string,
    fields: readonly F[],
    purpose: string,
  ): Promise<Pick<Records[E], F>> {
    const answer = await this.send<{ values: Pick<Records[E], F> }>('POST', at(entity, `/${id}/reveal`), {
      fields,
      purpose,
    });
    return answer.values;
  }

  async history<E extends keyof Records & string>(entity: E, id: string): Promise<HistoryItem[]> {
    return (await this.send<{ items: HistoryItem[] }>('GET', at(entity, `/${id}/history`))).items;
  }

  /** The CSV that the list exports, as text. */
  export<E extends keyof Records & string>(
    entity: E,
    query: Pick<ListQuery, 'filter' | 'q' | 'sort' | 'tenant'> = {},
  ): Promise<string> {
    return this.send('GET', at(entity, '/export', query));
  }

  /** Any other address of the API. @throws ShijianError */
  async send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const { url, token, cookie, csrf } = await this.connection;
    const request: RequestInit = {
      method,
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(cookie ? { Cookie: cookie } : {}),
        ...(csrf && method !== 'GET' ? { 'X-CSRF-Token': csrf } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    // What may be sent twice: reads, writes that carry a version or an idempotency key.
    const safe = method === 'GET' || 'If-Match' in headers || 'Idempotency-Key' in headers;
    for (let attempt = 0; ; attempt += 1) {
      const last = !safe || attempt === AGAIN;
      const response = await fetch(url + path, request).catch((error: unknown) => {
        if (last) throw error;
        return null;
      });
      if (response && (last || response.status !== 503)) return (await bodyOf(response)) as T;
      const seconds = Number(response?.headers.get('retry-after') ?? 1);
      await new Promise((wake) => setTimeout(wake, Math.min(seconds, 5) * 1000));
    }
  }
}

/** JSON, text, or null where there is nothing. @throws ShijianError */
async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '');
  const body: unknown = text === '' ? null : json ? JSON.parse(text) : text;
  if (response.ok || response.status === 304) return body;
  const { status } = response;
  throw new ShijianError(
    json ? (body as Problem) : { type: 'about:blank', title: text.slice(0, 200), status, code: 'E_ANSWER' },
  );
}

function at(entity: string, rest = '', query: object = {}): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query) as [string, unknown][]) {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    asked.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = asked.toString();
  return `/api/records/${entity}${rest}${text === '' ? '' : `?${text}`}`;
}

const match = ({ version }: AnyRecord): string => `"${version}"`;

function withReasons(body: object, reasons: Record<string, string> | undefined): object {
  return reasons ? { ...body, _reasons: reasons } : body;
}
