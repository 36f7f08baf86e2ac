// What a request may bring along: JSON, or a form where a file is uploaded. Everything else is refused, and not passed over: whoever sends
// a change in another shape would be told that it was saved.
import type { HttpContext } from '@adonisjs/core/http';
import type { NextFn } from '@adonisjs/core/types/http';
import { Problem } from '../exceptions/problem.ts';
import { isJson, LARGEST_JSON, readJson } from './json_body.ts';
import { dropForm, readForm, type Form, type FormFile } from './read_form.ts';

declare module '@adonisjs/core/http' {
  interface HttpContext {
    /** The file of an uploaded form, until the request ends. */
    upload: FormFile | null;
  }
}

/** Routes that take a file as the part `file` of a form. */
const UPLOADS = new Set(['/api/files', '/api/registrations/proof', '/api/door/import', '/api/door/packages']);

/** Routes whose body is any JSON value, kept as it was sent. */
const ANY_VALUE = new Set(['/api/me/preferences/:key']);
/** Before a session nobody has much to say, and everybody may say it. */
const LARGEST_OF_STRANGERS = 16 * 1024;

/** Route middleware. @throws Problem 415 E_BODY_MEDIA, and what `readJson` and `readForm` throw */
export const readBody = bodyReader(LARGEST_JSON);

/** The same where nobody has logged in. */
export const readSmallBody = bodyReader(LARGEST_OF_STRANGERS);

function bodyReader(largest: number) {
  return async (ctx: HttpContext, next: NextFn): Promise<void> => {
    ctx.upload = null;
    const { pattern } = ctx.route!;
    if (isJson(ctx)) await readJson(ctx, largest, ANY_VALUE.has(pattern));
    else if (isForm(ctx) && UPLOADS.has(pattern)) return withForm(ctx, next);
    else if (hasBody(ctx))
      throw new Problem(415, 'E_BODY_MEDIA', '这里只收 JSON，请用 Content-Type: application/json 发送');
    await next();
  };
}

/** Whoever wants the file has copied it by the end. */
async function withForm(ctx: HttpContext, next: NextFn): Promise<void> {
  const form: Form = { file: null, texts: new Map() };
  try {
    await readForm(ctx.request.request, form);
    ctx.upload = form.file;
    ctx.request.updateBody(Object.fromEntries(form.texts));
    await next();
  } finally {
    await dropForm(form);
  }
}

function isForm(ctx: HttpContext): boolean {
  return /^multipart\/form-data\b/i.test(ctx.request.header('content-type') ?? '');
}

function hasBody(ctx: HttpContext): boolean {
  const { headers, method } = ctx.request.request;
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
