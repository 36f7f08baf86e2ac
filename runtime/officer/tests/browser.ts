// The one browser of a run: an installed Chromium, else the one that comes with npm packages alone.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Where systems put a browser of the Chromium family. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const ARGUMENTS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--force-prefers-reduced-motion'];

let browser: Promise<Browser> | null = null;

/** The browser of this run, launched when the first page is asked for. */
export function theBrowser(): Promise<Browser> {
  return (browser ??= launch());
}

export async function closeBrowser(): Promise<void> {
  await (await browser?.catch(() => null))?.close();
}

/** @throws Error when CHROMIUM_PATH names nothing, or where npm has no browser for this machine */
async function launch(): Promise<Browser> {
  const named = process.env['CHROMIUM_PATH'];
  const installed = named ?? PLACES.find((place) => existsSync(place));
  if (installed !== undefined && installed !== 'npm') {
    if (!existsSync(installed)) throw new Error(`CHROMIUM_PATH names no file: ${installed}`);
    return chromium.launch({ executablePath: installed, args: ARGUMENTS });
  }
  const folder = await inflateFromNpm();
  return chromium.launch({
    executablePath: path.join(folder, 'chromium'),
    args: ARGUMENTS,
    // For the browser only: its libraries must not reach the database that this process starts.
    env: {
      ...definedOf(process.env),
      LD_LIBRARY_PATH: path.join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: path.join(folder, 'fonts.conf'),
    },
  });
}

/**
 * Unpacks @sparticuz/chromium with the libraries and the font it needs, once a version.
 * @returns folder that holds `chromium`, `al2023/`, `fonts/` and `fonts.conf`
 */
async function inflateFromNpm(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('npm holds a browser for Linux on x64 only: install Chromium or Chrome, or set CHROMIUM_PATH');
  const require = createRequire(import.meta.url);
  const build = path.dirname(require.resolve('@sparticuz/chromium'));
  const manifest = readFileSync(path.join(build, '../package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const cache = path.join(import.meta.dirname, '../../../.cache');
  const folder = path.join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  // Beside its place, then moved: a run that is cut short leaves nothing that looks whole.
  const half = mkdtempSync(path.join(cache, 'chromium-'));
  const before = process.env['TMPDIR'];
  try {
    const { inflate } = await import('@sparticuz/chromium');
    // The package unpacks into the system's folder for temporary files, which another user may own.
    process.env['TMPDIR'] = half;
    await Promise.all(
      ['chromium.br', 'al2023.tar.br', 'fonts.tar.br'].map((name) => inflate(path.join(build, '../bin', name))),
    );
    // The package's own configuration looks below /tmp; with no font at all the browser dies at the first Chinese character.
    writeFileSync(path.join(half, 'fonts.conf'), fontConfiguration(path.join(folder, 'fonts'), folder));
    if (!existsSync(folder)) renameSync(half, folder);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(half, { recursive: true, force: true });
  }
  return folder;
}

/** The packaged font, and whatever the system has. Without a Chinese one the characters are empty boxes, and still text. */
function fontConfiguration(fonts: string, cache: string): string {
  const folders = [fonts, '/usr/share/fonts', '/usr/local/share/fonts'].map((folder) => `<dir>${folder}</dir>`);
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>${folders.join('')}<cachedir>${path.join(cache, 'font-cache')}</cachedir></fontconfig>
`;
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
