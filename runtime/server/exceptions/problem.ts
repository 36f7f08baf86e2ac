// The one exception of the server: what it carries is what the client reads (RFC 9457). Anything else that is thrown is a
// fault of ours and leaves as E_INTERNAL with nothing but an id.

/** One thing wrong with what was sent. `path` is the field, `items[0].name` in a row of children. */
export interface Fault {
  code: string;
  path: string;
  value: unknown;
  /** What an officer reads. */
  message: string;
  /** What to do about it, where that is not the message itself. */
  remedy?: string;
  /** Check that a reason is wanted for (E_CHECK_EXPLAIN). */
  check?: string;
  /** Operation of a batch, from 0. */
  index?: number;
}

export interface ProblemExtra {
  faults?: readonly Fault[];
  /** Further members of the body, such as `current` of E_MATCH_STALE. */
  [member: string]: unknown;
}

/**
 * A refusal with an HTTP status, a stable code (E_AREA_WHAT) and a Chinese sentence.
 * @example throw new Problem(404, 'E_RECORD_NONE', '您所在单位看不到这条')
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly extra: ProblemExtra;
  /** Headers of the answer, such as Retry-After. */
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    title: string,
    extra: ProblemExtra = {},
    headers: Record<string, string> = {},
  ) {
    super(`${code}: ${title}`);
    this.status = status;
    this.code = code;
    this.title = title;
    this.extra = extra;
    this.headers = headers;
  }

  /** The application/problem+json document. */
  body(): Record<string, unknown> {
    return { type: `/errors/${this.code}`, title: this.title, status: this.status, code: this.code, ...this.extra };
  }
}
