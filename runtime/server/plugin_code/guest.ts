// The process in which a package's functions run, one bureau's, one call at a time, each call in a fresh world. Node's permissions keep the
// process from files, network, programs and threads; the world inside has none of Node's modules and no object of this process. It talks in
// lines of JSON, and whoever reads them takes nothing in them for granted.
import { stripTypeScriptTypes } from 'node:module';
import { createInterface } from 'node:readline';
import vm from 'node:vm';
import { PRELUDE } from './guest_prelude.ts';

/** What is asked of it. Paths are those below the package's folder. */
export type GuestOrder =
  // `id` stands before every line about the call. The function never learns it, so that nothing it leaves behind speaks for the next call.
  { id: string } & (
    | { do: 'run'; files: Record<string, string>; run: string; given: string }
    | { do: 'answer'; text: string }
    | { do: 'check'; files: Record<string, string>; runs: string[] }
  );

export interface GuestFault {
  code: 'E_PLUGIN_CODE_SYNTAX' | 'E_PLUGIN_CODE_IMPORT' | 'E_PLUGIN_CODE_DEFAULT';
  at: string;
  value: string;
}

interface Room {
  start(main: unknown, given: string): void;
  answer(text: string): void;
  failed(error: unknown): void;
  refusal(): Error;
}

// Taken away before any foreign text is read: what reaches other processes or Node's own inside.
for (const name of [
  'kill',
  '_kill',
  'binding',
  '_linkedBinding',
  'dlopen',
  'getBuiltinModule',
  'abort',
  '_debugProcess',
])
  Object.defineProperty(process, name, { value: undefined, writable: false, configurable: false });

let room: { id: string; inside: Room } | null = null;

process.on('unhandledRejection', () => {});
createInterface({ input: process.stdin }).on('line', (line) => {
  const order = JSON.parse(line) as GuestOrder;
  if (order.do === 'answer') {
    if (room?.id === order.id) room.inside.answer(order.text);
  } else if (order.do === 'check')
    say(order.id, JSON.stringify({ say: 'checked', faults: check(order.files, order.runs) }));
  else void run(order);
});
process.stdin.on('end', () => process.exit(0));

function say(id: string, line: string): void {
  process.stdout.write(`${id} ${line}\n`);
}

async function run({ id, files, run: path, given }: GuestOrder & { do: 'run' }): Promise<void> {
  const context = emptyWorld();
  const open = vm.runInContext(PRELUDE, context) as (send: (line: string) => void) => Room;
  const own = open((line) => say(id, line));
  room = { id, inside: own };
  try {
    const modules = modulesOf(files, context, own);
    const main = modules.get(path);
    if (!main) throw new Error(`no ${path}`);
    link(modules);
    main.instantiate();
    await main.evaluate();
    own.start((main.namespace as { default?: unknown }).default, given);
  } catch (error) {
    own.failed(error);
  }
}

/** Compiled and linked; nothing of it is run. */
function check(files: Record<string, string>, runs: readonly string[]): GuestFault[] {
  const context = emptyWorld();
  const faults: GuestFault[] = [];
  for (const [at, text] of Object.entries(files))
    try {
      const module = new vm.SourceTextModule(script(at, text), { context, identifier: at });
      for (const { specifier } of module.moduleRequests)
        if (!(target(at, specifier) in files)) faults.push({ code: 'E_PLUGIN_CODE_IMPORT', at, value: specifier });
    } catch (error) {
      faults.push({ code: 'E_PLUGIN_CODE_SYNTAX', at, value: String((error as Error).message) });
    }
  if (faults.length > 0) return faults;
  const modules = modulesOf(files, context, null);
  link(modules);
  for (const [at, module] of modules)
    try {
      if (module.status === 'unlinked') module.instantiate();
    } catch (error) {
      faults.push({ code: 'E_PLUGIN_CODE_IMPORT', at, value: String((error as Error).message) });
    }
  if (faults.length > 0) return faults;
  for (const at of runs)
    // Names alone: a value that was not made yet may not be looked at.
    if (!Reflect.ownKeys(modules.get(at)?.namespace ?? {}).includes('default'))
      faults.push({ code: 'E_PLUGIN_CODE_DEFAULT', at, value: 'default' });
  return faults;
}

/** A global of its own kind, not wrapped around an object of ours; text is never made into code in it. */
function emptyWorld(): vm.Context {
  return vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
}

function modulesOf(
  files: Record<string, string>,
  context: vm.Context,
  inside: Room | null,
): Map<string, vm.SourceTextModule> {
  return new Map(
    Object.entries(files).map(([identifier, text]) => {
      const importModuleDynamically = (): never => {
        throw inside ? inside.refusal() : new Error('import() is not there');
      };
      return [
        identifier,
        new vm.SourceTextModule(script(identifier, text), { context, identifier, importModuleDynamically }),
      ];
    }),
  );
}

function link(modules: ReadonlyMap<string, vm.SourceTextModule>): void {
  for (const [at, module] of modules)
    module.linkRequests(
      module.moduleRequests.map(({ specifier }) => {
        const found = modules.get(target(at, specifier));
        if (!found) throw new Error(`${at} imports ${specifier}`);
        return found;
      }),
    );
}

/** Types are blanked out, so that lines and columns stay. @throws for what is more than types */
function script(at: string, text: string): string {
  return at.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
}

/** The file that a relative import means. */
function target(from: string, specifier: string): string {
  if (!/^\.{1,2}\//.test(specifier)) return '';
  const segments = from.split('/').slice(0, -1);
  for (const one of specifier.split('/'))
    if (one === '..') segments.pop();
    else if (one !== '.') segments.push(one);
  return segments.join('/');
}
