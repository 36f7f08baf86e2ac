// One world for all specs of a run: booting one takes seconds. A spec that spoils it starts its own.
import type { World } from './world.ts';

let shared: Promise<World> | null = null;

/** The world of this run, booted when the first spec asks for it. */
export function sharedWorld(): Promise<World> {
  // Loaded here so that specs without a world do not wait for it.
  shared ??= import('./world.ts').then(({ startWorld }) => startWorld());
  return shared;
}

export async function stopSharedWorld(): Promise<void> {
  const world = await shared?.catch(() => null);
  await world?.stop();
}
