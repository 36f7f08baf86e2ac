// What a package's function is handed: records through the gate as whoever acts, within the reach that its manifest names. What it writes is
// checked at once and waits: it is kept when the function ends well, all of it in one trip, or not at all.
import type { PackageModel } from '@shijian/kernel';
import { refusedStatement, type Statement } from '../database/client.ts';
import { Problem } from '../exceptions/problem.ts';
import type { Access } from '../records/access.ts';
import type { Desk } from '../records/desk.ts';
import { listRecords, readable, readRecord, type JsonText } from '../records/read_record.ts';
import type { Scene } from '../records/scene.ts';
import { movedGuard, partAt } from '../records/write_batch.ts';
import { prepareCreate, prepareUpdate } from '../records/write_record.ts';
import type { Prepared } from '../records/written.ts';
import { entryOf } from '../revisions/tenants.ts';
import type { GuestServices } from './guest_process.ts';
import { PluginFault } from './plugin_fault.ts';

/** Writes of one call. */
const MOST_WRITES = 100;
/** Characters of one answer. */
const LARGEST = 2_000_000;
const LISTED: readonly string[] = ['filter', 'q', 'sort', 'limit', 'after', 'include', 'fields'];

export class HandedServices implements GuestServices {
  private readonly desk: Desk;
  private readonly scene: Scene;
  private readonly of: PackageModel;
  private readonly parts: { one: Prepared; statements: Statement[] }[] = [];
  private readonly written = new Set<string>();

  /** @param of the package whose function is called */
  constructor(desk: Desk, scene: Scene, of: PackageModel) {
    this.desk = desk;
    this.scene = scene;
    this.of = of;
  }

  /** @throws Problem as the same request of the person would; 403 E_PLUGIN_REACH beyond what the manifest names */
  async ask(service: string, args: readonly unknown[]): Promise<unknown> {
    const [entity, ...rest] = args;
    if (typeof entity !== 'string') throw malformed(service);
    switch (service) {
      case 'records.get':
        return this.get(entity, rest[0]);
      case 'records.list':
        return this.list(entity, rest[0]);
      case 'records.create':
        return this.create(entity, rest[0]);
      case 'records.update':
        return this.update(entity, rest);
      default:
        throw malformed(service);
    }
  }

  /** Its own lines in the server's log, with where they come from. */
  log(text: string): void {
    const line = {
      level: 'info',
      package: this.of.name,
      version: this.of.version,
      tenant: this.scene.state.name,
      text,
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }

  /**
   * Keeps what the function wrote, together with further statements.
   * @throws Problem as the first write that the database refuses
   */
  async keep({ before = [], behind = [] }: { before?: Statement[]; behind?: Statement[] }): Promise<void> {
    const statements = [...before, ...this.parts.flatMap((part) => part.statements), ...behind];
    if (statements.length === 0) return;
    try {
      await this.desk.database.write(entryOf(this.scene.state), ...statements);
    } catch (error) {
      const at = refusedStatement(error);
      const refused = at === null || at < before.length ? null : partAt(this.parts, at - before.length);
      if (!refused) throw error;
      const { detail } = error as { detail?: string };
      if (detail?.includes('"gone"')) await refused.one.done(undefined);
      else await refused.one.refused(error);
      throw error;
    }
  }

  private async get(entity: string, id: unknown): Promise<unknown> {
    this.reach(entity, 'reads');
    return parsed(await readRecord(this.desk, this.scene, entity, String(id), ''));
  }

  private async list(entity: string, query: unknown): Promise<unknown> {
    this.reach(entity, 'reads');
    const given = typeof query === 'object' && query !== null ? Object.entries(query) : [];
    const search = new URLSearchParams(
      given.flatMap(([key, value]) => (LISTED.includes(key) && value !== undefined ? [[key, String(value)]] : [])),
    );
    return parsed(await listRecords(this.desk, this.scene, entity, search.toString()));
  }

  private async create(entity: string, fields: unknown): Promise<unknown> {
    this.reach(entity, 'writes');
    const one = await prepareCreate(this.desk, this.scene, entity, fields, null);
    this.add(one, []);
    return { id: one.id };
  }

  private async update(entity: string, [id, version, fields]: readonly unknown[]): Promise<unknown> {
    this.reach(entity, 'writes');
    const access = readable(this.scene, entity);
    const one = await prepareUpdate(this.desk, this.scene, entity, String(id), String(version), fields);
    if ('statements' in one) this.add(one, this.guard(access, one.id, String(version)));
    return { id: one.id };
  }

  private guard(access: Access, id: string, version: string): Statement[] {
    return movedGuard(this.scene, access, { id, version });
  }

  private add(one: Prepared, guard: Statement[]): void {
    if (this.written.has(one.id))
      throw new Problem(409, 'E_PLUGIN_TWICE', '同一条记录在一次操作里只能改一次', { record: one.id });
    if (this.parts.length === MOST_WRITES) throw new PluginFault('E_PLUGIN_LIMIT');
    this.written.add(one.id);
    this.parts.push({ one, statements: [...one.statements, ...guard] });
  }

  /** Its own entities, and those that the manifest names: what a bureau agreed to when it took the package. */
  private reach(entity: string, key: 'reads' | 'writes'): void {
    const { name, server } = this.of;
    const named = [...(server?.writes ?? []), ...(key === 'reads' ? (server?.reads ?? []) : [])];
    if (!entity.startsWith(`${name}.`) && !named.includes(entity))
      throw new Problem(403, 'E_PLUGIN_REACH', `业务包 ${name} 没有申请使用这类记录`, { entity, asks: key });
  }
}

/** @throws PluginFault E_PLUGIN_LIMIT for an answer that is too long to be handed in */
function parsed({ latin1 }: JsonText): unknown {
  if (latin1.length > LARGEST) throw new PluginFault('E_PLUGIN_LIMIT');
  return JSON.parse(Buffer.from(latin1, 'latin1').toString('utf8')) as unknown;
}

function malformed(service: string): Problem {
  return new Problem(400, 'E_PLUGIN_CALL', `没有这样的服务：${service.slice(0, 60)}`);
}
