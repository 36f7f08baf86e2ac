// parse → validate → overlay → resolve → model. Whatever the input, the answer is a model or diagnostics, never an exception.
import { createSink, mostDiagnostics } from './diagnostics/diagnostic.ts';
import type { Diagnostic, Sink } from './diagnostics/diagnostic.ts';
import { integrityChoices } from './integrity/package_rules.ts';
import type { Memory } from './memory/memory.ts';
import { Round } from './memory/round.ts';
import { settlePatched } from './memory/settle_patched.ts';
import { trackedContext } from './memory/tracked_context.ts';
import type { Model } from './model.ts';
import { applyPatches } from './overlay/apply_patches.ts';
import { checkNames } from './overlay/check_names.ts';
import { loadPackage, shared } from './parse/load_package.ts';
import type { LoadedPackage, PackageSource } from './parse/load_package.ts';
import { textAt } from './parse/node.ts';
import { plainCalendar } from './expressions/workdays.ts';
import { addDefaults } from './resolve/add_defaults.ts';
import { noDrafts, resolveDrafts } from './resolve/drafts/index.ts';
import { resolveLiveTexts } from './resolve/live_texts.ts';
import { orderPackages } from './resolve/order_packages.ts';
import { resolveCalendar } from './resolve/resolve_calendar.ts';
import { resolveEntities } from './resolve/resolve_entities.ts';
import { resolveLists } from './resolve/resolve_lists.ts';
import { resolveRecords } from './resolve/resolve_records.ts';
import { resolveRoles } from './resolve/resolve_roles.ts';
import { resolveForms, resolveMenus, resolveViews } from './resolve/resolve_screens.ts';
import { resolveServer } from './resolve/resolve_server.ts';
import { resolveTenant } from './resolve/resolve_tenant.ts';

export interface CompileInput {
  /** All packages that are there; those that the bureau does not name are left out. */
  packages: PackageSource[];
  /** The bureau, or null to compile all packages by themselves. */
  tenant: PackageSource | null;
}

export interface Compiled {
  /** null when any diagnostic is an error. */
  model: Model | null;
  diagnostics: Diagnostic[];
}

/**
 * Compiles packages, and what a bureau changes in them, to one model.
 * What did not change since an earlier time is not done again, and the parts of such models are shared: a model is never to be changed.
 * The same PackageSource objects may be handed in again and again: their files are read once, so they must not be changed after.
 * @param memory what is remembered; left out: that of the process
 */
export function compile(input: CompileInput, memory: Memory = shared): Compiled {
  const remembering = compileOnce(input, memory, true);
  if (remembering.sure) return remembering.compiled;
  memory.work.clear();
  return compileOnce(input, memory, false).compiled;
}

/** `sure` is false where recalled work could differ from work done in order: members that need themselves, more faults than are kept. */
function compileOnce(input: CompileInput, memory: Memory, recalls: boolean): { compiled: Compiled; sure: boolean } {
  const sink = createSink();
  const tenant = input.tenant ? loadPackage(input.tenant, memory) : null;
  const loaded = input.packages.map((source) => loadPackage(source, memory));
  const packages = orderPackages(loaded, tenant, sink);
  const layers = tenant ? [...packages, tenant] : packages;
  for (const layer of layers) replay(layer, sink);
  checkNames(layers, sink);
  const overlaid = applyPatches(packages, tenant, sink);
  settlePatched(overlaid, layers, memory);
  const round = new Round(recalls ? memory : null, sink);
  const model = emptyModel(packages, tenant, sink);
  const ctx = trackedContext(round, memory, { packages, tenant, overlaid }, model);
  resolveLists(ctx);
  resolveEntities(ctx);
  resolveForms(ctx);
  resolveViews(ctx);
  resolveMenus(ctx);
  addDefaults(ctx);
  resolveRoles(ctx);
  resolveRecords(ctx);
  resolveCalendar(ctx);
  resolveDrafts(ctx);
  resolveLiveTexts(ctx);
  resolveServer(ctx, packages);
  integrityChoices(packages, tenant, sink);
  return {
    compiled: { model: sink.hasErrors() ? null : model, diagnostics: sink.all() },
    sure: !round.tangled && sink.count() < mostDiagnostics,
  };
}

function replay(layer: LoadedPackage, sink: Sink): void {
  for (const { code, source, offset, at, value, params } of layer.faults)
    sink.add(code, source, offset, at, value, params);
}

function emptyModel(packages: LoadedPackage[], tenant: LoadedPackage | null, sink: Sink): Model {
  return {
    tenant: resolveTenant(packages, tenant, sink),
    packages: packages.map((p) => ({
      name: p.name,
      label: textAt(p.manifest?.node, 'label') ?? p.name,
      version: p.version,
    })),
    entities: {},
    lists: {},
    forms: {},
    views: {},
    menus: [],
    roles: {},
    records: [],
    calendar: plainCalendar,
    ...noDrafts(),
  };
}
