// What a package says of itself, before anything of it is used.
import { codeOf, loadPackage } from '../parse/load_package.ts';
import type { PackageSource } from '../parse/load_package.ts';
import { child, entriesAt, plain, scalarAt, textAt, textsAt } from '../parse/node.ts';
import { satisfies } from '../resolve/version_range.ts';

export interface Manifest {
  name: string;
  version: string;
  label: string;
  /** Version of the metadata language; null where it is not said. */
  language: number | null;
  /** Ranges by package. */
  needs: Record<string, string>;
  tested: Record<string, string>;
  extends: string[];
  asks: string[];
  /** How far its functions reach beyond its own records, what they are called from, and their files; null where it has none. */
  server: { reads: string[]; writes: string[]; acts: string[]; saved: string[]; runs: string[] } | null;
  data_on_remove: 'keep' | 'delete';
}

/** Null where there is no plugin.yaml that could be read. */
export function manifestOf(source: PackageSource): Manifest | null {
  const { manifest, name, version } = loadPackage(source);
  if (!manifest || source.kind !== 'package') return null;
  const ranges = (key: string): Record<string, string> =>
    Object.fromEntries(
      entriesAt(manifest.node, key).flatMap((entry): [string, string][] =>
        entry.value.kind === 'scalar' && typeof entry.value.value === 'string' ? [[entry.key, entry.value.value]] : [],
      ),
    );
  const server = child(manifest.node, 'server');
  const texts = (of: typeof server, key: string): string[] => textsAt(of, key).map(({ text }) => text);
  const language = scalarAt(manifest.node, 'language')?.value;
  return {
    name,
    version,
    label: textAt(manifest.node, 'label') ?? name,
    language: typeof language === 'number' ? language : null,
    needs: ranges('needs'),
    tested: ranges('tested'),
    extends: texts(manifest.node, 'extends'),
    asks: texts(manifest.node, 'asks'),
    server: server
      ? {
          ...{ reads: texts(server, 'reads'), writes: texts(server, 'writes') },
          acts: entriesAt(server, 'acts').map(({ value, key }) => textAt(value, 'label') ?? key),
          runs: ['acts', 'saved'].flatMap((key) =>
            entriesAt(server, key).flatMap(({ value }) => textAt(value, 'run') ?? []),
          ),
          saved: entriesAt(server, 'saved').map(({ value, key }) => textAt(value, 'of') ?? key),
        }
      : null,
    data_on_remove: textAt(manifest.node, 'data_on_remove') === 'delete' ? 'delete' : 'keep',
  };
}

/** Two packages of which one was not tested with that version of the other. */
export interface UntestedPair {
  package: string;
  version: string;
  with: string;
  found: string;
  tested: string;
}

/** Pairs among packages that run together. */
export function untestedPairs(sources: readonly PackageSource[]): UntestedPair[] {
  const manifests = sources.flatMap((source) => manifestOf(source) ?? []);
  const versions = new Map(manifests.map(({ name, version }) => [name, version]));
  return manifests.flatMap((manifest) =>
    Object.entries(manifest.tested).flatMap(([name, tested]): UntestedPair[] => {
      const found = versions.get(name);
      if (found === undefined || satisfies(found, tested) !== false) return [];
      return [{ package: manifest.name, version: manifest.version, with: name, found, tested }];
    }),
  );
}

/** What a package does that its manifest does not say. */
export interface Undeclared {
  key: 'extends' | 'asks';
  /** `View market.subject_detail`, or one of the things to ask for. */
  value: string;
  /** The file that does it. */
  path: string;
}

/** Patches of other packages that `extends` does not name, and what `asks` leaves out. */
export function undeclared(source: PackageSource): Undeclared[] {
  const manifest = manifestOf(source);
  if (!manifest) return [];
  const loaded = loadPackage(source);
  const found: Undeclared[] = [];
  const ask = (value: string, path: string): void => {
    if (!manifest.asks.includes(value) && !found.some((one) => one.value === value))
      found.push({ key: 'asks', value, path });
  };
  const [code] = codeOf(source);
  if (code || manifest.server) ask('server', code?.path ?? 'plugin.yaml');
  for (const patch of loaded.patches) {
    const of = textAt(patch.node, 'of')?.trim().replace(/\s+/g, ' ') ?? '';
    if (!manifest.extends.includes(of)) found.push({ key: 'extends', value: of, path: patch.source.path });
  }
  for (const { kind, node, source: file } of loaded.documents) {
    if (kind === 'Connector' || kind === 'Publication') ask('exchange', file.path);
    const text = JSON.stringify(plain(node));
    if (kind === 'Entity' && text.includes('"personal":"sensitive"')) ask('sensitive', file.path);
    if (kind === 'Role' && text.includes('"across":"counties"')) ask('across', file.path);
  }
  return found;
}
