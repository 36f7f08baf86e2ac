// Packages of any size, as a designer's tool would save them (one key a line), for measuring and for the property of recompiling.
// 30 packages of 10 entities are some hundred thousand lines. The same numbers give the same text.
import type { PackageSource, SourceFile } from '../src/index.ts';

export interface BigSize {
  packages: number;
  /** Entities of each package; every entity has a list, a form, two views and its part of a role. */
  entities: number;
  /** At least 31: checks and filters name that many. */
  fields: number;
}

export const hundredThousandLines: BigSize = { packages: 30, entities: 10, fields: 38 };

/** `p00` holds the units and areas on which all others stand; each package refs the one before it. */
export function bigPackages(size: BigSize): PackageSource[] {
  return Array.from({ length: size.packages }, (_, i) => ({
    kind: 'package',
    name: packageName(i),
    files: filesOf(i, size),
  }));
}

/** A bureau on all of them that changes one field and adds one of its own in every fifth package. */
export function bigTenant(size: BigSize, name = 'changan'): PackageSource {
  const packages = Array.from({ length: size.packages }, (_, i) => packageName(i));
  const manifest = [
    'kind: Tenant',
    `name: ${name}`,
    'label: 某区局',
    'region: "130102"',
    'packages:',
    ...packages.map((p) => `  ${p}: 1.0.0`),
    '',
  ].join('\n');
  const patches = packages.flatMap((p, i): SourceFile[] =>
    i % 5 !== 1
      ? []
      : [
          {
            path: `${name}/patches/${p}.yaml`,
            text: `kind: Patch\nof: Entity ${p}.e0\nset:\n  fields.f3.label: 名称（${name}）\n  fields.x_${name}: { type: string, label: 摊位号, max_length: 20 }\n`,
          },
        ],
  );
  return { kind: 'tenant', name, files: [{ path: `${name}/tenant.yaml`, text: manifest }, ...patches] };
}

export function linesOf(packages: PackageSource[]): number {
  return packages.flatMap((p) => p.files).reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
}

const packageName = (i: number): string => `p${String(i).padStart(2, '0')}`;

function filesOf(i: number, size: BigSize): SourceFile[] {
  const p = packageName(i);
  const needs = i === 0 ? [] : ['needs:', '  p00: ^1', ...(i > 1 ? [`  ${packageName(i - 1)}: ^1`] : [])];
  const manifest = ['kind: Plugin', `name: ${p}`, `label: 模块${i}`, 'language: 1', 'version: 1.0.0', ...needs];
  const files = [{ path: `${p}/plugin.yaml`, text: `${manifest.join('\n')}\n` }];
  const put = (folder: string, name: string, lines: string[]): void =>
    void files.push({ path: `${p}/${folder}/${name}.yaml`, text: `${lines.join('\n')}\n` });
  if (i === 0) put('entities', 'org', orgLines());
  for (let e = 0; e < size.entities; e += 1) {
    put('lists', `kind${e}`, listLines(e));
    put('entities', `e${e}`, entityLines(i, e, size));
    put('forms', `e${e}_form`, formLines(e, size));
    put('views', `e${e}_list`, listViewLines(e));
    put('views', `e${e}_detail`, detailViewLines(e));
  }
  put('roles', 'inspector', roleLines(p, size));
  put('menus', 'main', menuLines(i, size));
  return files;
}

const orgLines = (): string[] => [
  'kind: Entity',
  'name: org',
  'label: 机构',
  'plays: org',
  'fields:',
  ...field('name', { type: 'string', label: '名称', required: 'true', searchable: 'true' }),
  ...field('kind', { type: 'code', label: '类别', list: 'kind0', required: 'true' }),
  ...field('closed_on', { type: 'date', label: '撤销日期' }),
  'filters:',
  '  open:',
  '    label: 在用',
  '    where: "record.closed_on == null"',
];

function field(name: string, keys: Record<string, string>): string[] {
  return [`  ${name}:`, ...Object.entries(keys).map(([key, value]) => `    ${key}: ${value}`)];
}

function listLines(e: number): string[] {
  const codes = Array.from({ length: 8 }, (_, i) => [`  "${i + 1}":`, `    label: 类别${e}第${i + 1}项`]);
  return ['kind: CodeList', `name: kind${e}`, `label: 类别${e}`, 'standard: own', 'codes:', ...codes.flat()];
}

function entityLines(i: number, e: number, size: BigSize): string[] {
  const lines = [
    `# 模块${i}的第${e}类业务`,
    'kind: Entity',
    `name: e${e}`,
    `label: 业务${i}之${e}`,
    'title: "{record.no}（{record.f3}）"',
    'fields:',
    ...field('no', { type: 'string', label: '编号', required: 'true', unique: 'true', searchable: 'true' }),
    ...field('station', {
      type: 'ref',
      to: 'p00.org',
      label: '监管所',
      required: 'true',
      indexed: 'true',
      choose: '"it.kind == \'1\' && it.open"',
    }),
    ...field('status', { type: 'code', label: '状态', list: `kind${e}`, required: 'true', indexed: 'true' }),
  ];
  if (e > 0) lines.push(...field('parent', { type: 'ref', to: `e${e - 1}`, label: '上级业务', back: `e${e}_rows` }));
  if (i > 1) lines.push(...field('source', { type: 'ref', to: `${packageName(i - 1)}.e${e}`, label: '来源业务' }));
  for (let f = 0; f < size.fields; f += 1) lines.push(...fieldLines(f, e));
  lines.push('checks:');
  for (let c = 0; c < 5; c += 1)
    lines.push(
      `  c${c}:`,
      `    rule: "record.f${c * 7 + 2} >= record.f${((c + 1) % 5) * 7 + 2} || record.status == '${c + 1}'"`,
      '    message: "{record.no} 的日期前后不符，请核对"',
      `    at: f${c * 7 + 2}`,
    );
  lines.push('filters:');
  const wheres = [
    'record.station == actor.station',
    "record.status in ['1', '2'] && record.f2 < add(today, span('90 days')) && !record.late",
    'record.late',
    "record.f1 > 100 && size(record.f6) > 0 && starts(record.no, 'JY')",
    e > 0 ? "record.parent.status == '1' && record.parent.late" : 'record.f9 <= today',
    i > 1 ? 'record.source.late && record.source.station == actor.station' : 'record.f16 <= today',
    'record.f2 <= today',
  ];
  wheres.forEach((where, n) => lines.push(`  w${n}:`, `    label: 分组${n}`, `    where: "${where}"`));
  return lines;
}

function fieldLines(f: number, e: number): string[] {
  const name = `f${f}`;
  const label = `字段${f}`;
  switch (f % 7) {
    case 0:
      return field(name, { type: 'text', label, max_length: '500', hint: '按实际情况填写，不超过五百字' });
    case 1:
      return field(name, { type: 'integer', label, min: '0', max: '20000', unit: '人', required: 'false' });
    case 2:
      return field(name, { type: 'date', label, indexed: f < 10 ? 'true' : 'false', visible: `"has(record.status)"` });
    case 3:
      return field(name, { type: 'string', label, max_length: '60', example: '示例' });
    case 4:
      return field(name, { type: 'decimal', label, scale: '2', min: '0', required: `"record.status == '2'"` });
    case 5:
      return f === 5
        ? field('late', { type: 'computed', label: '是否超期', as: 'boolean', value: '"record.f2 < today"' })
        : field(name, { type: 'boolean', label, default: 'false' });
    default:
      return field(name, { type: 'codes', label, list: `kind${e}`, visible: `"record.f${f - 5} > 3"` });
  }
}

/** Names of the fields that people fill in. */
const asked = (size: BigSize): string[] =>
  Array.from({ length: size.fields }, (_, f) => f).flatMap((f) => (f === 5 ? [] : [`f${f}`]));

function formLines(e: number, size: BigSize): string[] {
  const names = ['no', 'station', 'status', ...asked(size)];
  const sections = [names.slice(0, 12), names.slice(12, 26), names.slice(26)].filter((part) => part.length > 0);
  return [
    'kind: Form',
    `name: e${e}_form`,
    `label: 业务${e}`,
    `of: e${e}`,
    'sections:',
    ...sections.flatMap((part, s) => [
      `  s${s}:`,
      `    label: 第${s + 1}部分`,
      '    fields:',
      ...part.map((name) => `      - ${name}`),
    ]),
  ];
}

const listViewLines = (e: number): string[] => [
  'kind: View',
  `name: e${e}_list`,
  `label: 业务${e}`,
  `of: e${e}`,
  'type: list',
  'columns: [no, status, station.name, f1, f2, f3]',
  'sort: [-f2, no]',
  'search: [no]',
  'saved:',
  '  mine:',
  '    label: 本所',
  '    where: w0',
  '  due:',
  '    label: 将到期',
  '    where: "record.late || w1"',
  'filters: [status, f2]',
  `side: e${e}_detail`,
  `form: e${e}_form`,
];

const detailViewLines = (e: number): string[] => [
  'kind: View',
  `name: e${e}_detail`,
  `label: 业务${e}`,
  `of: e${e}`,
  'type: detail',
  'facts: [status, f2]',
  'sections:',
  '  basic:',
  '    label: 基本信息',
  '    fields: [no, station, status, f0, f1, f2, f3, f4]',
];

function roleLines(p: string, size: BigSize): string[] {
  const grants = Array.from({ length: size.entities }, (_, e) => [
    `  ${p}.e${e}:`,
    '    read: "w0 || record.status == \'1\'"',
    '    create: true',
    '    update:',
    '      where: w0',
    '      fields: [f0, f1, f2]',
    '    export: true',
  ]);
  return ['kind: Role', 'name: inspector', 'label: 监管人员', 'grants:', ...grants.flat()];
}

function menuLines(i: number, size: BigSize): string[] {
  const items = Array.from({ length: size.entities }, (_, e) => [
    `  e${e}:`,
    `    label: 业务${e}`,
    `    view: e${e}_list`,
  ]);
  return ['kind: Menu', 'name: main', `label: 模块${i}`, 'group: 专业监管', 'items:', ...items.flat()];
}
