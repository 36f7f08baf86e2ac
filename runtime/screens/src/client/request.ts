// The one place that calls fetch: session cookie, CSRF header, problem documents, the server's clock.
import { ApiProblem, offlineProblem } from './problem.ts';
import type { Fault, RecordJson } from './types.ts';

let csrf = '';
let clockOffset = 0;
const listeners = new Set<() => void>();

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON, unless it is FormData, Blob or text. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Sends one request and gives its JSON (undefined for an empty answer).
 * @throws ApiProblem for any answer but 2xx, E_OFFLINE without a network
 */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const method = options.method ?? 'GET';
  const { body, type } = encodeBody(options.body);
  const headers: Record<string, string> = { Accept: 'application/json', ...type, ...options.headers };
  if (method !== 'GET' && csrf !== '') headers['X-CSRF-Token'] = csrf;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw offlineProblem();
  }
  readClock(response);
  if (!response.ok) throw await readProblem(response, path);
  const text = await response.text();
  // The contract of docs/api.md names the shape of each answer; T is that shape.
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Token that every later write carries; from /api/me and the login answer. */
export function setCsrf(token: string): void {
  csrf = token;
}

export function currentCsrf(): string {
  return csrf;
}

/** Calls back when a request found the session gone. Returns the way to stop. */
export function onSessionLost(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The instant by the server's clock: what `now` and `today` mean in the browser too. */
export function serverNow(): Date {
  return new Date(Date.now() + clockOffset);
}

/** Reads a problem document; anything unreadable becomes a problem with a kind sentence. */
export async function readProblem(response: Response, path: string): Promise<ApiProblem> {
  const document = await readDocument(response);
  const retry = Number(response.headers.get('Retry-After'));
  const problem = new ApiProblem({
    status: response.status,
    code: typeof document['code'] === 'string' ? document['code'] : `E_HTTP_${response.status}`,
    title: typeof document['title'] === 'string' ? document['title'] : fallbackTitle(response.status),
    faults: Array.isArray(document['faults']) ? (document['faults'] as Fault[]) : [],
    document,
    ...(document['current'] ? { current: document['current'] as RecordJson } : {}),
    ...(Number.isFinite(retry) && retry > 0 ? { retryAfter: retry } : {}),
  });
  if (response.status === 401 && !path.startsWith('/api/session')) for (const listener of listeners) listener();
  return problem;
}

async function readDocument(response: Response): Promise<Record<string, unknown>> {
  try {
    const value: unknown = await response.json();
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function encodeBody(body: unknown): { body?: BodyInit; type: Record<string, string> } {
  if (body === undefined) return { type: {} };
  if (body instanceof FormData) return { body, type: {} };
  if (body instanceof Blob) return { body, type: body.type ? { 'Content-Type': body.type } : {} };
  if (typeof body === 'string') return { body, type: { 'Content-Type': 'text/plain; charset=utf-8' } };
  return { body: JSON.stringify(body), type: { 'Content-Type': 'application/json' } };
}

function readClock(response: Response): void {
  const date = Date.parse(response.headers.get('Date') ?? '');
  // A cached answer carries an old date; only a plausible difference is taken.
  if (!Number.isNaN(date) && response.headers.get('Age') === null) clockOffset = date - Date.now();
}

function fallbackTitle(status: number): string {
  if (status >= 500) return '服务器暂时处理不了，请稍后再试';
  if (status === 404) return '您所在单位看不到这条，或它已不在';
  if (status === 403) return '您没有做这件事的权限';
  if (status === 401) return '登录已过期，请重新登录';
  return '这次没有办成，请重试';
}
