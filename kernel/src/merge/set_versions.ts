// The packages of a bureau's tenant.yaml: which ones it names, and of which version.
import type { PackageSource, SourceFile } from '../parse/load_package.ts';
import { loadPackage } from '../parse/load_package.ts';
import { child, entriesAt, plain } from '../parse/node.ts';
import type { Node } from '../parse/node.ts';
import { editedText, removeEntry, replaceValue } from './edit_text.ts';
import type { TextEdit } from './edit_text.ts';

/** Package → version, in the order of the document; empty without a tenant.yaml. */
export function versionsOf(tenant: PackageSource): Record<string, string> {
  const { manifest } = loadPackage(tenant);
  return Object.fromEntries(
    entriesAt(manifest?.node, 'packages').flatMap(({ key, value }): [string, string][] =>
      value.kind === 'scalar' ? [[key, value.raw]] : [],
    ),
  );
}

/**
 * The bureau's tenant.yaml with other versions; everything else stays as it was written.
 * @param versions by package; null takes the package and what is set for it out, and a new one is put at the end
 * @returns null where there is no tenant.yaml with packages, or nothing changes
 */
export function withVersions(tenant: PackageSource, versions: Record<string, string | null>): SourceFile | null {
  const { manifest } = loadPackage(tenant);
  const map = child(manifest?.node, 'packages');
  if (!manifest || map?.kind !== 'map') return null;
  const wanted: Record<string, unknown> = {};
  const edits: (TextEdit | null)[] = [];
  for (const entry of map.entries.values()) {
    const version = versions[entry.key];
    if (version === null) edits.push(removeEntry(map, entry));
    else if (version !== undefined && version !== plain(entry.value)) edits.push(replaceValue(entry.value, version));
    if (version !== null) wanted[entry.key] = version ?? plain(entry.value);
  }
  const last = [...map.entries.values()].at(-1);
  for (const [name, version] of Object.entries(versions)) {
    if (version === null || map.entries.has(name)) continue;
    wanted[name] = version;
    edits.push(last ? added(map, last, name, version) : null);
  }
  if (edits.length === 0) return null;
  const whole = { ...(plain(manifest.node) as Record<string, unknown>), packages: wanted }; // the top of a document is a map
  const gone = Object.keys(versions).filter((name) => versions[name] === null);
  edits.push(...withoutSettings(manifest.node, whole, gone));
  const usable = edits.every((edit) => edit !== null) ? edits : null;
  return { path: manifest.source.path, text: editedText(manifest.source, usable, whole) };
}

/** Takes what is set for packages out of the whole too: a setting of a package that is not there would be a fault. */
function withoutSettings(root: Node, whole: Record<string, unknown>, gone: readonly string[]): (TextEdit | null)[] {
  const settings = child(root, 'settings');
  if (root.kind !== 'map' || settings?.kind !== 'map') return [];
  const isGone = (key: string): boolean => gone.some((name) => key.startsWith(`${name}.`));
  const entries = [...settings.entries.values()];
  const left = entries.filter(({ key }) => !isGone(key));
  if (left.length === entries.length) return [];
  if (left.length > 0) {
    whole.settings = Object.fromEntries(left.map(({ key, value }) => [key, plain(value)]));
    return entries.filter(({ key }) => isGone(key)).map((entry) => removeEntry(settings, entry));
  }
  delete whole.settings;
  const entry = root.entries.get('settings');
  return [entry ? removeEntry(root, entry) : null];
}

type Entry = Parameters<typeof removeEntry>[1];

function added(map: Parameters<typeof removeEntry>[0], last: Entry, name: string, version: string): TextEdit {
  const { text } = last.source;
  const at = last.value.end;
  if (text[map.start] === '{') return { start: at, end: at, text: `, ${name}: ${version}` };
  const lineStart = text.lastIndexOf('\n', last.keyStart - 1) + 1;
  return { start: at, end: at, text: `\n${text.slice(lineStart, last.keyStart)}${name}: ${version}` };
}
