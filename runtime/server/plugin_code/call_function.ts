// One call of a package's function: its code of the bureau's revision, in the process of that bureau and version, with what it is handed.
import type { PackageModel } from '@shijian/kernel';
import type { Desk } from '../records/desk.ts';
import type { Scene } from '../records/scene.ts';
import { codeOfRevision } from './code_of_revision.ts';
import { HandedServices } from './handed_services.ts';
import { PluginFault } from './plugin_fault.ts';
import type { Guests } from './guests.ts';

export interface FunctionCall {
  of: PackageModel;
  /** File whose default export it is. */
  run: string;
  event: Record<string, unknown>;
}

/**
 * What the function gave back, and what it wrote, not yet kept.
 * @throws PluginFault, Problem
 */
export async function callFunction(
  guests: Guests,
  desk: Desk,
  scene: Scene,
  { of, run, event }: FunctionCall,
): Promise<{ value: unknown; services: HandedServices }> {
  const { state, actor } = scene;
  const code = await codeOfRevision(desk.database, state, of.name);
  const services = new HandedServices(desk, scene, of);
  const settings = Object.fromEntries(
    Object.entries(state.model.tenant.settings).flatMap(([key, value]) =>
      key.startsWith(`${of.name}.`) ? [[key.slice(of.name.length + 1), value]] : [],
    ),
  );
  const moment = {
    now: scene.now,
    today: scene.today,
    actor: { name: actor.name, org: actor.org, station: actor.station },
  };
  const call = { files: code.files, run, event: { ...event, ...moment }, settings };
  try {
    return { value: await guests.run(`${state.id} ${of.name} ${code.hash}`, call, services), services };
  } catch (error) {
    if (error instanceof PluginFault) logFault(error, scene, of, run);
    throw error;
  }
}

/** For whoever wrote the package: the code of the fault, and its own lines. */
function logFault({ code, trace }: PluginFault, { state }: Scene, { name, version }: PackageModel, run: string): void {
  const line = { level: 'error', package: name, version, tenant: state.name, run, code, trace };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
