// The built apps, from memory: hashed assets for a year, the page itself never from a cache, every path that is no file
// answered by the page (its router knows the rest). Compressed once, at first use.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { HttpContext, Router } from '@adonisjs/core/http';
import { Problem } from '../exceptions/problem.ts';
import { WEB_APPS, type WebApp } from './web_apps.ts';

interface Asset {
  type: string;
  body: Buffer;
  immutable: boolean;
  compressible: boolean;
  packed: Partial<Record<'br' | 'gzip', Promise<Buffer>>>;
}

/** Files by their address. */
type Files = Map<string, Asset>;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const PACKED = new Set(['.html', '.js', '.css', '.json', '.webmanifest', '.svg', '.txt']);

const loaded = new Map<WebApp, Files>();

/** The app's files once it is built, else null. */
export function filesOf(app: WebApp): Files | null {
  if (!loaded.has(app) && existsSync(path.join(app.dist, 'index.html'))) loaded.set(app, load(app));
  return loaded.get(app) ?? null;
}

/** Takes every path that no other route has taken. */
export function appRoutes(router: Router): void {
  router.get('*', serve);
}

async function serve(ctx: HttpContext): Promise<void> {
  const url = ctx.request.url();
  const app = WEB_APPS.find(({ base }) => `${url}/`.startsWith(base))!;
  const files = filesOf(app);
  // A missing chunk must not come back as a page: the browser would run it. Addresses of lists end in a qualified name
  // (/list/food.operators), so that only endings that we know are files.
  const isPage =
    !/^\/(api|health|assets)(\/|$)/.test(url) &&
    !url.startsWith(`${app.base}assets/`) &&
    !Object.hasOwn(TYPES, path.extname(url)) &&
    !url.endsWith('.map');
  const found = files?.get(url) ?? (isPage ? files?.get(`${app.base}index.html`) : undefined);
  if (!found) {
    if (isPage && !files) throw new Problem(503, app.missing.code, app.missing.says, {}, { 'Retry-After': '5' });
    throw new Problem(404, 'E_ROUTE_NONE', '没有这个地址');
  }
  const { response } = ctx;
  response.header('Content-Type', found.type);
  response.header('Cache-Control', found.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (!found.compressible) return response.send(found.body);
  response.header('Vary', 'Accept-Encoding');
  const accepted = ctx.request.header('accept-encoding') ?? '';
  const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
  if (!encoding) return response.send(found.body);
  found.packed[encoding] ??= pack(encoding, found.body);
  response.header('Content-Encoding', encoding);
  response.send(await found.packed[encoding]);
}

function pack(encoding: 'br' | 'gzip', body: Buffer): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(body, { level: 9 });
  // Level 9 is within two percent of the best and ten times as fast: the first visitor waits for it.
  return promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
}

function load({ dist, base }: WebApp): Files {
  const files: Files = new Map();
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const file = path.join(entry.parentPath, entry.name);
    const extension = path.extname(entry.name);
    const url = `${base}${path.relative(dist, file).split(path.sep).join('/')}`;
    files.set(url, {
      type: TYPES[extension] ?? 'application/octet-stream',
      body: readFileSync(file),
      immutable: url.startsWith(`${base}assets/`),
      compressible: PACKED.has(extension),
      packed: {},
    });
  }
  return files;
}
