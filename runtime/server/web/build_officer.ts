// Builds the officer app when its sources are not those of the last build. The build is vite's, in a process of its own.
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
import { OFFICER_DIST } from './officer_app.ts';

/** What a build is made of; the lockfile stands for all libraries. */
const SOURCES = [
  'kernel/src',
  'runtime/screens/src',
  'runtime/officer/src',
  'runtime/officer/public',
  'runtime/officer/index.html',
  'runtime/officer/vite.config.ts',
  'package-lock.json',
];
const STAMP = path.join(OFFICER_DIST, '.sources');

/** True when the built app is of these very sources. */
export function isOfficerBuilt(): boolean {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashSources();
}

/**
 * Builds beside the app that is there and then takes its place, so that nobody reads half a build.
 * @throws Error with vite's own words when the build fails
 */
export async function buildOfficer(): Promise<void> {
  const hash = hashSources();
  const cache = path.join(ROOT, '.cache');
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(path.join(cache, 'officer-'));
  try {
    await build(fresh);
    writeFileSync(path.join(fresh, path.basename(STAMP)), hash);
    chmodSync(fresh, 0o755);
    replace(OFFICER_DIST, fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function build(folder: string): Promise<void> {
  const vite = path.join(path.dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', folder, '--emptyOutDir'], {
    cwd: path.join(ROOT, 'runtime/officer'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  child.stdout.on('data', (chunk) => (words += String(chunk)));
  child.stderr.on('data', (chunk) => (words += String(chunk)));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The officer app does not build:\n${words.trim()}`);
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

function hashSources(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
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
