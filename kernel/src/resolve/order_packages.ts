// Which packages a bureau uses, in the order in which they stand on each other.
import type { Sink } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { LoadedPackage } from '../parse/load_package.ts';
import { entriesAt, scalarAt } from '../parse/node.ts';
import { satisfies } from './version_range.ts';

/** Packages of the tenant (all, where there is none), those that others need first. Missing ones, wrong versions and circles are reported. */
export function orderPackages(packages: LoadedPackage[], tenant: LoadedPackage | null, sink: Sink): LoadedPackage[] {
  const byName = new Map<string, LoadedPackage>();
  for (const p of packages) {
    const other = byName.get(p.name);
    if (!other) {
      byName.set(p.name, p);
      continue;
    }
    const name = scalarAt(p.manifest?.node, 'name');
    // Without a manifest the package has been reported for that.
    if (name)
      sink.add('E_PACKAGE_TWICE', name.source, name.start, 'name', p.name, {
        other: other.manifest?.source.path ?? '',
      });
  }
  const chosen = tenant ? chosenPackages(byName, tenant, sink) : byName;
  const order: LoadedPackage[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (p: LoadedPackage, trail: string[]): void => {
    if (state.get(p.name) === 'done') return;
    if (state.get(p.name) === 'open') {
      const circle = [...trail.slice(trail.indexOf(p.name)), p.name].join(' → ');
      const source = p.manifest?.source;
      if (source) sink.add('E_PACKAGE_CYCLE', source, 0, 'needs', circle);
      return;
    }
    state.set(p.name, 'open');
    for (const need of p.needs) {
      const other = chosen.get(need.name);
      const at = `needs.${need.name}`;
      if (!other) {
        const present = byName.get(need.name);
        // Taken in all the same, or every name of it would be told as missing too.
        if (present) visit(present, [...trail, p.name]);
        if (present) sink.add('E_PACKAGE_NOT_CHOSEN', need.source, need.offset, at, need.name, { by: p.name });
        else sink.add('E_PACKAGE_MISSING', need.source, need.offset, at, need.name, suggest(need.name, byName.keys()));
        continue;
      }
      const right = satisfies(other.version, need.range);
      if (right === null) sink.add('E_PACKAGE_RANGE', need.source, need.offset, at, need.range);
      else if (!right && other.version !== '')
        sink.add('E_PACKAGE_VERSION', need.source, need.offset, at, need.range, {
          name: need.name,
          found: other.version,
        });
      visit(other, [...trail, p.name]);
    }
    state.set(p.name, 'done');
    order.push(p);
  };
  for (const name of [...chosen.keys()].sort()) {
    const p = chosen.get(name);
    if (p) visit(p, []);
  }
  return order;
}

function chosenPackages(
  byName: Map<string, LoadedPackage>,
  tenant: LoadedPackage,
  sink: Sink,
): Map<string, LoadedPackage> {
  const chosen = new Map<string, LoadedPackage>();
  for (const entry of entriesAt(tenant.manifest?.node, 'packages')) {
    const found = byName.get(entry.key);
    const at = `packages.${entry.key}`;
    if (!found) {
      sink.add('E_PACKAGE_MISSING', entry.source, entry.keyStart, at, entry.key, suggest(entry.key, byName.keys()));
      continue;
    }
    chosen.set(entry.key, found);
    const wanted = entry.value.kind === 'scalar' ? entry.value.raw : '';
    if (found.version !== wanted && found.version !== '')
      sink.add('E_PACKAGE_VERSION', entry.source, entry.value.start, at, wanted, {
        name: entry.key,
        found: found.version,
      });
  }
  return chosen;
}
