// `plugin install|upgrade|downgrade|remove NAME --tenant T`: the plan of running another version, and with its hash the change. What overlaps with
// the bureau's own patches is left as a draft for the desk of conflicts; nothing is applied then.
import { compareVersions } from '@shijian/kernel';
import { inTurn } from '@shijian/server/packages/in_turn';
import { leaveUpgrade } from '@shijian/server/packages/leave_upgrade';
import {
  actOf,
  mergeChange,
  runningVersion,
  untestedBy,
  type PackageAct,
  type PackageChange,
} from '@shijian/server/packages/package_change';
import { packageVersions } from '@shijian/server/packages/package_store';
import { openDoor, type OpenDoor } from '../door/open_door.ts';
import { planOrApply } from '../door/plan_and_apply.ts';

interface Given {
  tenant?: string | undefined;
  version?: string | undefined;
  waiver?: string | undefined;
  plan?: string | undefined;
  by?: string | undefined;
  data?: string | undefined;
}

/** @throws Error E_PACKAGE_ACT, E_PACKAGE_VERSION_NONE, E_PACKAGE_UNTESTED, E_REMOVE_DATA */
export async function changeVersion(act: PackageAct, name: string, given: Given): Promise<void> {
  const door = await openDoor(given.tenant);
  try {
    const change = await changeOf(door, act, name, given);
    const merged = await mergeChange(door.database, door.current, change);
    const note = `${act} ${name} ${change.from ?? ''} → ${change.to ?? ''}${change.waiver ? ` (untested: ${change.waiver})` : ''}`;
    const open = merged.conflicts.filter(({ decision }) => !decision);
    if (open.length === 0) {
      const { plan, by } = given;
      const deletes = change.data === 'delete' ? name : null;
      return await planOrApply(door, {
        ...{ changes: merged.changes, kind: 'upgrade', note, plan, by, deletes, waived: change },
      });
    }
    const bureau = { id: door.state.id, rev: door.state.model_rev, model: door.state.model };
    const draft = { title: note, message: '', by: given.by ?? 'command', change, merged };
    const id = await inTurn(door.opened.admin, (migrator) => leaveUpgrade(migrator, bureau, draft));
    for (const { reason, document, address, base, theirs, ours } of open) {
      const side = (one: typeof base): string => (one ? JSON.stringify(one.value) : '-');
      console.log(`! ${reason.padEnd(9)} ${document} ${address}`);
      console.log(`    was ${side(base)}   package ${side(theirs)}   bureau ${side(ours)}`);
    }
    console.log(`${open.length} conflicts are left as the draft ${id}: they are decided in the studio, or by the API.`);
    process.exitCode = 2;
  } finally {
    await door.close();
  }
}

async function changeOf(door: OpenDoor, act: PackageAct, name: string, given: Given): Promise<PackageChange> {
  const from = runningVersion(door.current, name);
  const versions = (await packageVersions(door.database)).filter((one) => one.name === name);
  if (versions.length === 0 && from === null) throw new Error(`E_PACKAGE_NONE: there is no package "${name}" here`);
  const fit = versions.map(({ version }) => version).filter((version) => actOf(from, version) === act);
  const to =
    act === 'remove'
      ? null
      : (given.version ?? (act === 'downgrade' ? undefined : fit.sort((a, b) => compareVersions(b, a))[0]));
  if (to === undefined || (to !== null && !versions.some(({ version }) => version === to)))
    throw new Error(`E_PACKAGE_VERSION_NONE: say --version, one of ${fit.join(', ') || 'none'}`);
  if (actOf(from, to) !== act)
    throw new Error(`E_PACKAGE_ACT: ${door.state.name} runs ${from ?? 'no version'} of ${name}`);
  if (act === 'remove' && given.data !== 'keep' && given.data !== 'delete')
    throw new Error('E_REMOVE_DATA: say what becomes of the records: --data keep, or --data delete');
  const untested = await untestedBy(door.database, door.current, { package: name, to });
  const waiver = given.waiver ?? null;
  if (untested.length > 0 && waiver === null) {
    const pairs = untested.map(
      (one) => `${one.package} ${one.version} with ${one.with} ${one.found} (tested: ${one.tested})`,
    );
    throw new Error(`E_PACKAGE_UNTESTED: ${pairs.join('; ')}. Say why it is taken all the same: --waiver TEXT`);
  }
  const data = act === 'remove' ? (given.data as 'keep' | 'delete') : null;
  return { act, package: name, from, to, waiver, untested, data };
}
