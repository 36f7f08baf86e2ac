// The shelf of packages over HTTP: what is installed, what this bureau runs, and the ways from one version to another, each a draft.
import { readFile } from 'node:fs/promises';
import type { HttpContext } from '@adonisjs/core/http';
import { compareVersions, type Merged } from '@shijian/kernel';
import { asksFourEyes, doorOf, draftsOf, needRight, type Door } from '../door/door_access.ts';
import { addDraft, bodyOf, currentSources, shownDraft } from '../door/drafts.ts';
import { auditDraft } from '../door/draft_statements.ts';
import { Problem, type Fault } from '../exceptions/problem.ts';
import type { Desk } from '../records/desk.ts';
import { inTenant } from '../records/in_tenant.ts';
import type { Scene } from '../records/scene.ts';
import { seedId } from '../records/seed_id.ts';
import { entryOf } from '../revisions/tenants.ts';
import { checkPackage, installedPackages, sourceOfFiles } from './check_package.ts';
import { keepConflicts } from './conflict_store.ts';
import {
  actOf,
  mergeChange,
  runningVersion,
  untestedBy,
  type PackageAct,
  type PackageChange,
} from './package_change.ts';
import { PackageRefused } from './package_refused.ts';
import { inTurn } from './in_turn.ts';
import { packageVersions, registerPackage, type PackageVersion } from './package_store.ts';
import { readTarball } from './read_tarball.ts';

export interface ShelfItem {
  name: string;
  label: string;
  /** Version that this bureau runs; null where it does not. */
  version: string | null;
  /** Newest first. */
  available: string[];
  /** The newest, where it is newer than what runs. */
  upgrade: string | null;
  versions: Pick<PackageVersion, 'version' | 'label' | 'origin' | 'installed_at' | 'installed_by' | 'manifest'>[];
}

/** `GET /api/door/packages`. */
export async function showShelf(ctx: HttpContext): Promise<object> {
  return inTenant(ctx, async (desk, scene) => {
    const door = doorOf(scene);
    const items = await shelfOf(desk, scene);
    return {
      can: { upload: mayInstall(scene, door), change: door.rights.drafts && door.rights.write },
      four_eyes: asksFourEyes(scene.state.model),
      items,
    };
  });
}

/** Every package of the installation beside what this bureau runs. */
export async function shelfOf(desk: Desk, scene: Scene): Promise<ShelfItem[]> {
  const versions = await packageVersions(desk.database);
  const running = new Map(scene.state.model.packages.map((one) => [one.name, one]));
  const names = [...new Set([...running.keys(), ...versions.map(({ name }) => name)])].sort();
  return names.map((name) => {
    const own = versions.filter((one) => one.name === name);
    const runs = running.get(name);
    const available = [...new Set([...own.map(({ version }) => version), ...(runs ? [runs.version] : [])])];
    available.sort((a, b) => compareVersions(b, a));
    const newest = available[0] ?? null;
    return {
      name,
      label: runs?.label ?? own[0]?.label ?? name,
      version: runs?.version ?? null,
      available,
      upgrade: runs && newest && compareVersions(newest, runs.version) > 0 ? newest : null,
      versions: own.map(({ version, label, origin, installed_at, installed_by, manifest }) => ({
        ...{ version, label, origin, installed_at, installed_by, manifest },
      })),
    };
  });
}

/** `POST /api/door/packages`: a tarball as the form field `file`. Installed for all bureaus, run by none until it says so. */
export async function uploadPackage(ctx: HttpContext): Promise<void> {
  const file = ctx.upload;
  const installed = await inTenant(ctx, async (desk, scene) => {
    const door = doorOf(scene);
    if (!mayInstall(scene, door))
      throw new Problem(403, 'E_GRANT_INSTALL', '只有上级单位里能发布配置的人可以装入新包，请联系他们');
    if (!file) throw new Problem(400, 'E_FILE_MISSING', '没有收到文件，请选择 .tgz 包');
    try {
      const source = sourceOfFiles(await readTarball(await readFile(file.tmpPath)));
      const manifest = await checkPackage(await installedPackages(desk.database), source);
      const by = `${scene.actor.name}（${scene.state.label}）`;
      const done = await inTurn(ctx.services.adminUrl, (migrator) => registerPackage(migrator, source, 'tarball', by));
      return {
        done,
        name: manifest.name,
        version: manifest.version,
        label: manifest.label,
        asks: manifest.asks,
        extends: manifest.extends,
      };
    } catch (error) {
      throw packageProblem(error);
    }
  });
  const { done, ...shown } = installed;
  if (done !== 'same') await inTenant(ctx, (desk, scene) => logInstall(desk, scene, shown.name, shown.version));
  ctx.response.status(done === 'same' ? 200 : 201).send(shown);
}

/** A package is there for every bureau of the installation: that is for the one above all others. */
function mayInstall(scene: Scene, door: Door): boolean {
  return door.rights.publish && scene.state.model.tenant.parent === null;
}

/** `POST /api/door/packages/:name/{install|upgrade|downgrade|remove}` → a draft with its conflicts. */
export function changePackage(act: PackageAct): (ctx: HttpContext) => Promise<void> {
  return async (ctx) => {
    const body = bodyOf(ctx);
    const name = String(ctx.params.name);
    const made = await inTenant(ctx, async (desk, scene) => {
      const door = doorOf(scene);
      draftsOf(door);
      needRight(door, 'write');
      return draftOfChange(desk, scene, door, { act, name, body });
    });
    const { id, ...shown } = made;
    const draft = await shownDraft(ctx, id);
    ctx.response.header('ETag', `"${draft.version}"`);
    ctx.response.status(201).send({ draft, ...shown });
  };
}

interface Asked {
  act: PackageAct;
  name: string;
  body: Record<string, unknown>;
}

async function draftOfChange(desk: Desk, scene: Scene, door: Door, { act, name, body }: Asked) {
  const base = await currentSources(desk, scene);
  const shelf = (await shelfOf(desk, scene)).find((item) => item.name === name);
  if (!shelf) throw new Problem(404, 'E_PACKAGE_NONE', '这里没有装这个包');
  const from = runningVersion(base, name);
  const to = act === 'remove' ? null : wantedVersion(shelf, from, act, body.version);
  if (actOf(from, to) !== act) throw wrongAct(act, from, to);
  const untested = await untestedBy(desk.database, base, { package: name, to });
  const waiver =
    typeof body.waiver === 'string' && body.waiver.trim() !== '' ? body.waiver.trim().slice(0, 1000) : null;
  if (untested.length > 0 && !waiver) throw untestedProblem(untested);
  const change: PackageChange = { act, package: name, from, to, waiver, untested, data: dataOf(act, body.data, shelf) };
  const merged = await mergeChange(desk.database, base, change);
  const id = await addDraft(
    desk,
    scene,
    door,
    {
      title: titleOf(change, shelf.label),
      message: messageOf(change),
      kind: 'upgrade',
      base_rev: scene.state.model_rev,
      changes: merged.changes,
      detail: { ...change },
    },
    (made) => [
      ...keepConflicts(scene.state.id, made, [], merged.conflicts),
      // Who takes versions together that nobody tested says why, and that is kept.
      ...(waiver && untested.length > 0
        ? [auditDraft(scene, draftsOf(door), 'waive', { id: made, version: '1' }, null, { message: waiver, untested })]
        : []),
    ],
  );
  return { id, conflicts: merged.conflicts.length, open: openOf(merged) };
}

const openOf = ({ conflicts }: Merged): number => conflicts.filter(({ decision }) => !decision).length;

function wantedVersion(shelf: ShelfItem, from: string | null, act: PackageAct, version: unknown): string {
  const fit = shelf.available.filter((one) => actOf(from, one) === act);
  const wanted = version === undefined && act !== 'downgrade' ? fit[0] : version;
  const known = shelf.available.find((one) => one === wanted);
  if (known) return known;
  const message = fit.length > 0 ? `可以选的版本：${fit.join('、')}` : '没有可以选的版本，请先装入新的包';
  throw new Problem(422, 'E_PACKAGE_VERSION_NONE', message, {
    faults: [{ code: 'E_PACKAGE_VERSION_NONE', path: 'version', value: version ?? null, message } satisfies Fault],
  });
}

/** Who takes a package out says what becomes of its records. @throws Problem 422 E_REMOVE_DATA */
function dataOf(act: PackageAct, data: unknown, shelf: ShelfItem): PackageChange['data'] {
  if (act !== 'remove') return null;
  if (data === 'keep' || data === 'delete') return data;
  const asked = shelf.versions.find(({ version }) => version === shelf.version)?.manifest.data_on_remove ?? 'keep';
  const message = '请说明数据怎么办：keep 保留（以后装回来还在），delete 移除后再清除';
  throw new Problem(422, 'E_REMOVE_DATA', message, {
    suggested: asked,
    faults: [{ code: 'E_REMOVE_DATA', path: 'data', value: data ?? null, message } satisfies Fault],
  });
}

function titleOf({ act, from, to }: PackageChange, label: string): string {
  const words: Record<PackageAct, string> = {
    install: `启用${label} ${to ?? ''}`,
    upgrade: `升级${label} ${from ?? ''} → ${to ?? ''}`,
    downgrade: `降级${label} ${from ?? ''} → ${to ?? ''}`,
    remove: `停用${label} ${from ?? ''}`,
  };
  return words[act].trim();
}

function messageOf({ waiver, data }: PackageChange): string {
  const lines = [
    ...(waiver ? [`未经测试的组合，理由：${waiver}`] : []),
    ...(data === 'keep' ? ['记录保留'] : []),
    ...(data === 'delete' ? ['停用后清除记录'] : []),
  ];
  return lines.join('\n');
}

function wrongAct(act: PackageAct, from: string | null, to: string | null): Problem {
  const now = from === null ? '本局没有启用这个包' : `本局现在用的是 ${from}`;
  return new Problem(409, 'E_PACKAGE_ACT', `${now}，不能这样${act === 'remove' ? '停用' : `换到 ${to ?? ''}`}`);
}

function untestedProblem(untested: PackageChange['untested']): Problem {
  const pairs = untested.map(
    (one) => `${one.package} ${one.version} 与 ${one.with} ${one.found}（测试过 ${one.tested}）`,
  );
  return new Problem(409, 'E_PACKAGE_UNTESTED', `这些版本没有一起测试过：${pairs.join('；')}。确要使用，请写明理由`, {
    untested,
  });
}

async function logInstall(desk: Desk, scene: Scene, name: string, version: string): Promise<void> {
  const door = doorOf(scene);
  const access = door.revisions ?? draftsOf(door);
  const record = { id: seedId('', 'package', name, version), version: '1' };
  await desk.database.write(
    entryOf(scene.state),
    auditDraft(scene, access, 'install', record, null, { note: `${name} ${version}` }),
  );
}

/** What an installation does not take, as a problem; other errors come back as they are. */
export function packageProblem(error: unknown): unknown {
  if (!(error instanceof PackageRefused)) return error;
  const faults = error.faults.map(({ code, at, value, message }): Fault => ({ code, path: at, value, message }));
  const status = error.code === 'E_PACKAGE_IMMUTABLE' ? 409 : 422;
  return new Problem(
    status,
    error.code,
    faults.length === 1 ? faults[0]!.message : `这个包有 ${faults.length} 处需要修改`,
    { faults },
  );
}
