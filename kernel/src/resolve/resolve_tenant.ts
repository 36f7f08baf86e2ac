// The bureau itself: its area, its look, and the settings of its packages with their defaults.
import type { DiagnosticCode } from '../diagnostics/catalogue.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { ExprType } from '../expressions/tree.ts';
import { findFieldType } from '../field_types/index.ts';
import type { FieldModel, LoginModel, TenantModel } from '../model.ts';
import type { LoadedPackage } from '../parse/load_package.ts';
import { booleanAt, child, entriesAt, plain, scalarAt, textAt } from '../parse/node.ts';
import type { Entry, Node } from '../parse/node.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';

export function resolveTenant(packages: LoadedPackage[], tenant: LoadedPackage | null, sink: Sink): TenantModel {
  const node = tenant?.manifest?.node;
  const brand = child(node, 'brand');
  return {
    name: tenant?.name ?? '',
    label: textAt(node, 'label') ?? tenant?.name ?? '',
    parent: textAt(node, 'parent') ?? null,
    region: textAt(node, 'region') ?? '',
    time_zone: zoneOf(node, sink),
    settings: settingsOf(packages, node, sink),
    setting_types: settingTypes(packages),
    login: loginOf(child(node, 'login')),
    brand: {
      ...(textAt(brand, 'colour') !== undefined && { colour: textAt(brand, 'colour') }),
      ...(textAt(brand, 'name') !== undefined && { name: textAt(brand, 'name') }),
      ...(textAt(brand, 'logo') !== undefined && { logo: textAt(brand, 'logo') }),
    },
  };
}

function loginOf(node: Node | undefined): LoginModel {
  const number = (key: string, fallback: number): number => {
    const value = scalarAt(node, key)?.value;
    return typeof value === 'number' ? value : fallback;
  };
  return {
    idle: number('idle', 30),
    length: number('length', 10),
    classes: number('classes', 3),
    past: number('past', 3),
    days: number('days', 0),
    registration: booleanAt(node, 'registration') === true,
  };
}

function zoneOf(node: Node | undefined, sink: Sink): string {
  const zone = textAt(node, 'time_zone') ?? 'Asia/Shanghai';
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    const place = child(node, 'time_zone');
    if (place) sink.add('E_VALUE_PATTERN', place.source, place.start, 'time_zone', zone, { example: 'Asia/Shanghai' });
    return 'Asia/Shanghai';
  }
}

function settingsOf(packages: LoadedPackage[], node: Node | undefined, sink: Sink): Record<string, unknown> {
  const declared = new Map<string, Entry>();
  const settings: Record<string, unknown> = {};
  for (const p of packages)
    for (const entry of entriesAt(p.manifest?.node, 'settings')) {
      const name = `${p.name}.${entry.key}`;
      declared.set(name, entry);
      const value = child(entry.value, 'default');
      if (value) settings[name] = readSetting(entry, value, `settings.${entry.key}.default`, sink);
    }
  for (const entry of entriesAt(node, 'settings')) {
    const at = `settings[${entry.key}]`;
    const setting = declared.get(entry.key);
    if (setting) settings[entry.key] = readSetting(setting, entry.value, at, sink);
    else {
      const known = [...declared.keys()];
      const code: DiagnosticCode = 'E_SETTING_UNKNOWN';
      sink.add(code, entry.source, entry.keyStart, at, entry.key, {
        known: known.join(', '),
        ...suggest(entry.key, known),
      });
    }
  }
  return settings;
}

/** A setting may stand in expressions where its field type has a meaning there without more being said (no list, no target). */
function settingTypes(packages: LoadedPackage[]): Record<string, ExprType> {
  const types: Record<string, ExprType> = {};
  for (const p of packages)
    for (const entry of entriesAt(p.manifest?.node, 'settings')) {
      const found = findFieldType(textAt(entry.value, 'type') ?? 'string');
      const type = found?.expression(settingField(entry.key, found.name, {}));
      if (type !== undefined && PLAIN.has(type)) types[`${p.name}.${entry.key}`] = type;
    }
  return types;
}

const PLAIN: ReadonlySet<ExprType> = new Set(['text', 'integer', 'decimal', 'boolean', 'date', 'datetime'] as const);

/** Settings are read by the field types, so that a setting and a field mean the same by "integer". */
function readSetting(declared: Entry, value: Node, at: string, sink: Sink): unknown {
  const type = findFieldType(textAt(declared.value, 'type') ?? 'string');
  // Told where the package declares it.
  if (!type) return null;
  const options = Object.fromEntries(
    ['min', 'max'].flatMap((key) => {
      const bound = child(declared.value, key);
      return bound ? [[key, plain(bound)]] : [];
    }),
  );
  const read = type.read(plain(value), settingField(declared.key, type.name, options), { list: () => undefined });
  if (read.ok) return read.value;
  const written = value.kind === 'scalar' ? value.raw : '';
  const range = ['min', 'max'].flatMap((key) => (key in options ? [`${key} ${String(options[key])}`] : [])).join(', ');
  const expected = range === '' ? type.name : `${type.name}, ${range}`;
  sink.add('E_SETTING_VALUE', value.source, value.start, at, written, { expected, expectedZh: type.label });
  return null;
}

function settingField(name: string, type: string, options: Record<string, unknown>): FieldModel {
  return {
    uid: name,
    name,
    label: name,
    type,
    own: false,
    package: '',
    required: false,
    unique: false,
    indexed: false,
    searchable: false,
    default: null,
    personal: null,
    mask: null,
    visible: null,
    editable: true,
    unit: null,
    hint: null,
    example: null,
    options,
    list: null,
    to: [],
    choose: null,
    back: null,
    fields: [],
    rows: null,
    retain: null,
    value: null,
    as: null,
    origin: { package: '', path: '', line: 0 },
  };
}
