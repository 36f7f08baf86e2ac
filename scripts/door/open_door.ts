// A bureau's door for commands: its database, the revision it is on, and its documents there, in a folder or in another revision.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { PackageSource } from '@shijian/kernel';
import { ROOT } from '@shijian/server/config/environment';
import { Database } from '@shijian/server/database/client';
import { readPackage } from '@shijian/server/revisions/read_packages';
import { sourcesOf, type Sources } from '@shijian/server/revisions/sources_over';
import { folderOf } from '@shijian/server/revisions/stored_documents';
import { Tenants, type TenantState } from '@shijian/server/revisions/tenants';
import { openDatabase, type OpenDatabase } from '../open_database.ts';

export interface OpenDoor {
  opened: OpenDatabase;
  database: Database;
  tenants: Tenants;
  state: TenantState;
  /** Documents of the current revision. */
  current: Sources;
  close(): Promise<void>;
}

/** @throws Error naming the bureaus there are */
export async function openDoor(name: string | undefined): Promise<OpenDoor> {
  const opened = await openDatabase();
  const database = Database.open(opened.app, { max: 3 });
  const close = async (): Promise<void> => {
    await database.close();
    await opened.close();
  };
  try {
    const tenants = new Tenants(database);
    const states = await tenants.all();
    const state = states.find((one) => one.name === name);
    if (!state) {
      const known = states.map((one) => one.name).join(', ');
      throw new Error(
        name === undefined
          ? `say which bureau: --tenant T. Known: ${known}`
          : `there is no tenant "${name}". Known: ${known}`,
      );
    }
    const current = await revisionOf(database, state, state.model_rev);
    return { opened, database, tenants, state, current, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws Error when there is no such revision */
export async function revisionOf(database: Database, state: TenantState, rev: number): Promise<Sources> {
  const sources = await sourcesOf(database, state.id, rev);
  if (!sources) throw new Error(`${state.name} has no revision ${rev}; it is on ${state.model_rev}`);
  return sources;
}

/** The bureau's documents as they lie in a folder, its own below tenants/ unless another is said. @throws Error without a tenant.yaml */
export async function documentsIn(door: OpenDoor, folder: string | undefined): Promise<PackageSource> {
  const place = folder ?? path.join(ROOT, folderOf(door.current.tenant));
  if (!existsSync(path.join(place, 'tenant.yaml')))
    throw new Error(`${place} has no tenant.yaml: say where with --from FOLDER`);
  // Paths are those that the documents have in the bureau's revisions, wherever the folder is.
  const read = await readPackage('tenant', place, place);
  const home = folderOf(door.current.tenant);
  return { ...read, files: read.files.map(({ path: file, text }) => ({ path: `${home}${file}`, text })) };
}
