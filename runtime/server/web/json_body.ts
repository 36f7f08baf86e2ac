// Reads a JSON body: 2 MB at most, nested 32 deep at most (deeper only serves to exhaust somebody's stack). Nothing is trimmed
// or turned to null on the way: what was sent is what is checked.
import type { HttpContext } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { readBytes } from './read_bytes.ts';

const LARGEST = 2 * 1024 * 1024;
const DEEPEST = 32;

/** True for a request that says its body is JSON. */
export function isJson(ctx: HttpContext): boolean {
  return isJsonType(ctx.request.header('content-type'));
}

export function isJsonType(contentType: string | undefined): boolean {
  return /^application\/(json|merge-patch\+json)\b/i.test(contentType ?? '');
}

/** @throws Problem 413 E_BODY_TOO_LARGE, 400 E_BODY_DEPTH, 400 E_BODY_INVALID */
export async function readJson(ctx: HttpContext): Promise<void> {
  const tooLarge = () => new Problem(413, 'E_BODY_TOO_LARGE', '提交的内容超过 2 MB，请减少后再试');
  const bytes = await readBytes(ctx.request.request, LARGEST, tooLarge);
  if (bytes.length === 0) return;
  // updateBody and not setInitialBody: the latter clones the whole body for flash messages that this server has not.
  ctx.request.updateBody(parseJson(bytes) as Record<string, unknown>);
  ctx.request.updateRawBody(bytes.toString('utf8'));
}

/** @throws Problem 400 E_BODY_DEPTH, E_BODY_INVALID */
export function parseJson(bytes: Buffer): unknown {
  if (depthOf(bytes) > DEEPEST) throw new Problem(400, 'E_BODY_DEPTH', `提交的内容嵌套超过 ${DEEPEST} 层`);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Problem(400, 'E_BODY_INVALID', '提交的内容不是完整的 JSON');
  }
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
