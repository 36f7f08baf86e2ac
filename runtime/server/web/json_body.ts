// Reads a JSON body: an object, 2 MB at most (less before a session), nested 32 deep at most (deeper only serves to exhaust somebody's stack), every text of it one that the
// database can hold. Nothing is trimmed or turned to null on the way: what was sent is what is checked.
import type { HttpContext } from '@adonisjs/core/http';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { readBytes } from './read_bytes.ts';

/** Bytes of a body. */
export const LARGEST_JSON = 2 * 1024 * 1024;
const DEEPEST = 32;
/** Faults of texts that are told: whoever sends more sends none that a person typed. */
const MOST_FAULTS = 50;

/** True for a request that says its body is JSON. */
export function isJson(ctx: HttpContext): boolean {
  return isJsonType(ctx.request.header('content-type'));
}

export function isJsonType(contentType: string | undefined): boolean {
  return /^application\/(json|merge-patch\+json)\s*(;|$)/i.test(contentType ?? '');
}

/**
 * @param largest bytes
 * @param isAny true where the body may be any JSON value; who wants it takes the raw text
 * @throws Problem 413 E_BODY_TOO_LARGE, 400 E_BODY_DEPTH, E_BODY_INVALID, E_BODY_TYPE, 422 E_BODY_TEXT
 */
export async function readJson(ctx: HttpContext, largest: number, isAny: boolean): Promise<void> {
  const bytes = await readBytes(ctx.request.request, largest, () => tooLarge(largest));
  if (bytes.length === 0) return;
  const body = parseJson(bytes);
  // The framework copies a body by its members, and a text or list may have two million.
  if (isObject(body)) ctx.request.updateBody(body);
  else if (!isAny) throw new Problem(400, 'E_BODY_TYPE', '提交的内容应是一个对象');
  ctx.request.updateRawBody(bytes.toString('utf8'));
}

function tooLarge(largest: number): Problem {
  const most = largest < LARGEST_JSON ? `${largest / 1024} KB` : `${largest / 1024 / 1024} MB`;
  return new Problem(413, 'E_BODY_TOO_LARGE', `提交的内容超过 ${most}，请减少后再试`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws Problem 400 E_BODY_DEPTH, E_BODY_INVALID, 422 E_BODY_TEXT */
export function parseJson(bytes: Buffer): unknown {
  if (depthOf(bytes) > DEEPEST) throw new Problem(400, 'E_BODY_DEPTH', `提交的内容嵌套超过 ${DEEPEST} 层`);
  const value = parsed(bytes);
  // Only an escape can bring in what these bytes cannot hold.
  if (bytes.includes('\\u')) checkTexts(value);
  return value;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Problem(400, 'E_BODY_INVALID', '提交的内容不是完整的 JSON');
  }
}

/** Refused before anything is done: the database would refuse it in the middle, where a part may have been done already. */
function checkTexts(body: unknown): void {
  const faults: Fault[] = [];
  const place: (string | number)[] = [];
  const check = (text: string): void => {
    if (faults.length === MOST_FAULTS || (text.isWellFormed() && !text.includes('\0'))) return;
    const message = '这里有看不见的特殊字符。请删除后重新输入。';
    faults.push({ code: 'E_CHARACTER', path: pathOf(place), value: null, message });
  };
  const walk = (value: unknown): void => {
    if (typeof value === 'string') return check(value);
    if (typeof value !== 'object' || value === null) return;
    const isList = Array.isArray(value);
    for (const [key, inner] of Object.entries(value)) {
      place.push(isList ? Number(key) : key);
      if (!isList) check(key);
      walk(inner);
      place.pop();
    }
  };
  walk(body);
  if (faults.length > 0)
    throw new Problem(422, 'E_BODY_TEXT', '提交的内容里有看不见的特殊字符，请删除后再试', { faults });
}

/** items[0].name */
function pathOf(place: readonly (string | number)[]): string {
  return place.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`;
    return path === '' ? step : `${path}.${step}`;
  }, '');
}

/** How deep brackets nest, outside of strings. */
function depthOf(bytes: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c) i += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, (depth += 1));
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return deepest;
}
