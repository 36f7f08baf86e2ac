// Builds the apps whose sources are not those of the last build. The build is vite's, in a process of its own.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from '../config/environment.ts';
import { WEB_APPS, type WebApp } from './web_apps.ts';

const STAMP = '.sources';

/** What the builds of all apps share; the lockfile stands for all libraries. */
const SHARED = ['kernel/src', 'runtime/screens/src', 'package-lock.json'];
/** What an app has of its own. */
const OWN = ['src', 'public', 'index.html', 'vite.config.ts'];

/** The apps that are not built of these very sources. */
export function appsToBuild(): WebApp[] {
  return WEB_APPS.filter((app) => {
    const stamp = path.join(app.dist, STAMP);
    return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== hashSources(app);
  });
}

/**
 * Builds beside the app that is there and then takes its place, so that nobody reads half a build.
 * @throws Error with vite's own words when the build fails
 */
export async function buildApp(app: WebApp): Promise<void> {
  const hash = hashSources(app);
  const cache = path.join(ROOT, '.cache');
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(path.join(cache, `${app.name}-`));
  try {
    await build(app, fresh);
    writeFileSync(path.join(fresh, STAMP), hash);
    chmodSync(fresh, 0o755);
    replace(app.dist, fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function build(app: WebApp, folder: string): Promise<void> {
  const vite = path.join(path.dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', folder, '--emptyOutDir'], {
    cwd: path.join(ROOT, app.folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  child.stdout.on('data', (chunk) => (words += String(chunk)));
  child.stderr.on('data', (chunk) => (words += String(chunk)));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The ${app.name} app does not build:\n${words.trim()}`);
}

/** Moves a folder to a place that another may hold; where two processes do so at once, the later one holds it. */
function replace(place: string, fresh: string, attempts = 5): void {
  const old = `${fresh}-old-${attempts}`;
  try {
    if (existsSync(place)) renameSync(place, old);
    renameSync(fresh, place);
  } catch (error) {
    // The other process moved its own there in between.
    if (attempts === 0) throw error;
    replace(place, fresh, attempts - 1);
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

function hashSources({ folder }: WebApp): string {
  const hash = createHash('sha256');
  for (const source of [...SHARED, ...OWN.map((each) => `${folder}/${each}`)]) {
    for (const file of filesBelow(path.join(ROOT, source))) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(place: string): string[] {
  if (!existsSync(place)) return [];
  const entries = path.extname(place) ? [] : readdirSync(place, { recursive: true, withFileTypes: true });
  if (entries.length === 0) return [place];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
