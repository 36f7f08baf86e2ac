// A refused or failed request, as RFC 9457 says it. Never holds a stack or a server's own words beyond the title.
import type { Fault, RecordJson } from './types.ts';

/**
 * Thrown by every api function that did not get a 2xx.
 * `code` is stable (docs/api.md); `title` is a Chinese sentence for the officer. Without a network: status 0, E_OFFLINE.
 */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly faults: Fault[];
  /** The record as it is now, on 412 E_MATCH_STALE. */
  readonly current: RecordJson | undefined;
  /** Seconds to wait, where the server said so (Retry-After). */
  readonly retryAfter: number | undefined;
  /** All that the answer said, for what only one sort of refusal has. */
  readonly document: Readonly<Record<string, unknown>>;

  constructor(parts: {
    status: number;
    code: string;
    title: string;
    faults?: Fault[];
    current?: RecordJson;
    retryAfter?: number;
    document?: Record<string, unknown>;
  }) {
    super(`${parts.code} ${parts.title}`);
    this.name = 'ApiProblem';
    this.status = parts.status;
    this.code = parts.code;
    this.title = parts.title;
    this.faults = parts.faults ?? [];
    this.current = parts.current;
    this.retryAfter = parts.retryAfter;
    this.document = parts.document ?? {};
  }
}

/** The network did not carry the request. */
export function offlineProblem(): ApiProblem {
  return new ApiProblem({ status: 0, code: 'E_OFFLINE', title: '连接不上服务器，请检查网络后重试' });
}

/** What an officer reads about any error at all. */
export function problemTitle(error: unknown): string {
  return error instanceof ApiProblem ? error.title : '页面出了点问题，请刷新后再试';
}

/** Code for the small print under an error. */
export function problemCode(error: unknown): string {
  return error instanceof ApiProblem ? error.code : 'E_SCREEN';
}
