// A small package in two versions and a bureau over it, for the specs about merges.
import type { PackageSource } from '../src/index.ts';

/** Files by path as a package of that version. */
export function packageAt(version: string, files: Record<string, string>): PackageSource {
  const manifest = `kind: Plugin\nname: food\nlabel: 食品安全监管\nlanguage: 1\nversion: ${version}\n`;
  return source('package', 'food', { 'plugin.yaml': manifest, ...files });
}

export function bureau(files: Record<string, string>, version = '1.0.0'): PackageSource {
  const manifest = `# the bureau
kind: Tenant
name: changan
label: 长安区局
region: "130102"
packages: { food: ${version} } # what it runs
`;
  return source('tenant', 'changan', { 'tenant.yaml': manifest, ...files });
}

export function source(kind: 'package' | 'tenant', name: string, files: Record<string, string>): PackageSource {
  return { kind, name, files: Object.entries(files).map(([path, text]) => ({ path: `${name}/${path}`, text })) };
}

export const patch = (of: string, body: string, base = '1.0.0'): string =>
  `# why the bureau wants it\nkind: Patch\nof: ${of}\nbase: food@${base}\n${body}`;

const ENTITY = `kind: Entity
name: shop
label: 食品店
fields:
  name:    { type: string, label: 名称, required: true, searchable: true }
  grade:   { type: code, label: 等级, list: grade }
  manager: { type: person_name, label: 安全员 }
  seats:   { type: integer, label: 座位数, min: 0, max: 100 }
  opened:  { type: date, label: 开业日期 }
checks:
  seats: { rule: "record.seats < 500", message: 座位太多 }
filters:
  old: "record.opened < today"
`;

const LIST = `kind: CodeList
name: grade
label: 等级
codes: { A: { label: 好 }, B: { label: 中 }, C: { label: 差 } }
`;

const VIEW = `kind: View
name: shops
label: 食品店
of: shop
type: list
columns: [name, grade, manager, seats]
search: [name]
saved: { old: { label: 老店, where: old } }
`;

const FORM = `kind: Form
name: shop_form
label: 食品店
of: shop
sections:
  main: { label: 基本, fields: [name, grade] }
  more: { label: 其他, fields: [manager, seats, opened] }
`;

const ROLE = `kind: Role
name: keeper
label: 管理员
grants:
  food.shop: { read: true, create: true, update: { where: true, fields: [name, manager] }, hide: [seats] }
`;

export const first: Record<string, string> = {
  'entities/shop.yaml': ENTITY,
  'lists/grade.yaml': LIST,
  'views/shops.yaml': VIEW,
  'forms/shop_form.yaml': FORM,
  'roles/keeper.yaml': ROLE,
};

/** manager is called keeper, seats may be more, opened is gone, grade B is split, the columns and the scope change, a field comes. */
export const second: Record<string, string> = {
  'entities/shop.yaml': `kind: Entity
name: shop
label: 食品店
fields:
  name:    { type: string, label: 名称, required: true, searchable: true }
  keeper:  { type: person_name, label: 安全员, was: [manager] }
  grade:   { type: code, label: 等级, list: grade }
  seats:   { type: integer, label: 餐位数, min: 5, max: 300 }
  licence: { type: string, label: 许可证编号 }
checks:
  seats: { rule: "record.seats < 500", message: 座位太多 }
`,
  'lists/grade.yaml': `kind: CodeList
name: grade
label: 等级
codes: { A: { label: 好 }, B1: { label: 中上 }, B2: { label: 中下 }, C: { label: 差 } }
`,
  'views/shops.yaml': `kind: View
name: shops
label: 食品店
of: shop
type: list
columns: [name, grade, keeper, licence]
search: [name]
`,
  'forms/shop_form.yaml': `kind: Form
name: shop_form
label: 食品店
of: shop
sections:
  main: { label: 基本, fields: [name, licence, grade] }
  more: { label: 其他, fields: [keeper, seats] }
`,
  'roles/keeper.yaml': `kind: Role
name: keeper
label: 管理员
grants:
  food.shop: { read: "record.grade != 'C'", create: true, update: { where: true, fields: [name, keeper] }, hide: [seats] }
`,
};
