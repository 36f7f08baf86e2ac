// A small metadata base in which no rule finds anything, and for every rule one change that makes it find exactly that.
import type { CompileInput, LiveFacts, PackageSource } from '../src/index.ts';

const shop: Record<string, string> = {
  'plugin.yaml': `
kind: Plugin
name: shop
label: 店铺
language: 1
version: 1.1.0
settings: { days: { type: integer, label: 天数, default: 30 } }
`,
  'lists/sort.yaml': `
kind: CodeList
name: sort
label: 类别
standard: own
codes: { A: { label: 甲 }, B: { label: 乙 } }
`,
  'entities/stall.yaml': `
kind: Entity
name: stall
label: 摊位
title: "{record.no}"
history: full
retain: { for: 5 years, then: delete }
fields:
  no: { type: string, label: 摊位号, required: true }
  sort: { type: code, label: 类别, list: sort, indexed: true }
  keeper: { type: person_name, label: 摊主, personal: basic, mask: name }
  keeper_id: { type: id_card, label: 摊主证件, personal: sensitive }
  closed: { type: boolean, label: 停用 }
  opened_on: { type: date, label: 开业日期 }
  remark: { type: text, label: 备注 }
checks:
  opened: { rule: "record.opened_on <= today", message: 开业日期不能晚于今天, at: opened_on }
filters:
  open: { label: 在用, where: "!record.closed" }
  old: "record.opened_on < add(today, span('30 days')) && settings.shop.days > 0"
`,
  'forms/stall_form.yaml': `
kind: Form
name: stall_form
of: stall
sections: { all: { label: 全部, fields: [no, sort, keeper, keeper_id, closed, opened_on, remark] } }
`,
  'views/stalls.yaml': `
kind: View
name: stalls
label: 摊位
of: stall
type: list
columns: [no, sort]
saved: { old: { label: 老摊位, where: old } }
`,
  'menus/shop.yaml': `
kind: Menu
name: shop
label: 店铺
group: 店铺
items: { stalls: { label: 摊位, view: stalls, icon: store } }
`,
  'roles/keeper.yaml': `
kind: Role
name: keeper
label: 店铺管理员
grants:
  stall: { read: true, create: true, update: true, delete: true, restore: true, import: true, export: true, history: true, reveal: [keeper], find: [keeper_id] }
`,
  'roles/reader.yaml': `
kind: Role
name: reader
label: 店铺查询人员
grants:
  stall: { read: "record.sort == 'A'", hide: [keeper_id] }
`,
};

const bureau: Record<string, string> = {
  'tenant.yaml': `
kind: Tenant
name: town
label: 某区市场监督管理局
region: "130102"
packages: { shop: 1.1.0 }
`,
  'patches/stall.yaml': `
kind: Patch
of: Entity shop.stall
base: shop@1.1.0
set: { fields.remark.label: 说明 }
`,
};

/** What is laid over the base: a file's text changed by a replacement, a new file, or a file that is gone. */
export type Edit = { file: string } & ({ from: string; to: string } | { text: string });

export interface Case {
  rule: string;
  edits: Edit[];
  /** Document and address of the finding. */
  at: string;
  /** What a running bureau knows. */
  live?: LiveFacts;
  /** Findings of other rules that follow from the same change, by rule. */
  also?: string[];
}

export const cases: Case[] = [
  {
    rule: 'entity_orphan',
    edits: [
      {
        file: 'shop/entities/note.yaml',
        text: 'kind: Entity\nname: note\nlabel: 便笺\nfields: { no: { type: string, label: 编号, required: true } }\n',
      },
      { file: 'shop/roles/keeper.yaml', from: 'grants:', to: 'grants:\n  note: { read: true, create: true }' },
    ],
    at: 'Entity shop.note',
  },
  {
    rule: 'list_unused',
    edits: [
      {
        file: 'shop/lists/size.yaml',
        text: 'kind: CodeList\nname: size\nlabel: 大小\nstandard: own\ncodes: { A: { label: 大 } }\n',
      },
    ],
    at: 'CodeList shop.size',
  },
  {
    rule: 'list_empty',
    edits: [{ file: 'shop/lists/sort.yaml', from: '甲 }, B: { label: 乙 }', to: '甲, retired: true }' }],
    at: 'CodeList shop.sort',
  },
  {
    rule: 'code_label_twice',
    edits: [{ file: 'shop/lists/sort.yaml', from: '乙', to: '甲' }],
    at: 'CodeList shop.sort',
  },
  {
    rule: 'personal_unmarked',
    edits: [{ file: 'shop/entities/stall.yaml', from: 'remark: { type: text', to: 'remark: { type: person_name' }],
    at: 'Entity shop.stall fields.remark',
  },
  {
    rule: 'mask_without_personal',
    edits: [
      { file: 'shop/entities/stall.yaml', from: 'remark: { type: text', to: 'remark: { type: string, mask: all' },
    ],
    at: 'Entity shop.stall fields.remark',
  },
  {
    rule: 'personal_without_history',
    edits: [{ file: 'shop/entities/stall.yaml', from: 'history: full', to: 'history: none' }],
    at: 'Entity shop.stall',
  },
  {
    rule: 'personal_kept_for_ever',
    edits: [{ file: 'shop/entities/stall.yaml', from: 'retain: { for: 5 years, then: delete }\n', to: '' }],
    at: 'Entity shop.stall',
  },
  {
    rule: 'field_nowhere',
    edits: [
      { file: 'shop/forms/stall_form.yaml', from: ', remark]', to: ']' },
      {
        file: 'shop/views/detail.yaml',
        text: 'kind: View\nname: stall_detail\nlabel: 摊位\nof: stall\ntype: detail\nsections: { all: { label: 全部, fields: [no] } }\n',
      },
    ],
    at: 'Entity shop.stall fields.remark',
  },
  {
    rule: 'field_label_twice',
    edits: [{ file: 'shop/entities/stall.yaml', from: 'label: 停用', to: 'label: 摊位号' }],
    at: 'Entity shop.stall fields.no',
  },
  {
    rule: 'filter_unused',
    edits: [{ file: 'shop/views/stalls.yaml', from: 'saved: { old: { label: 老摊位, where: old } }', to: '' }],
    at: 'Entity shop.stall filters.old',
  },
  {
    rule: 'check_without_place',
    edits: [{ file: 'shop/entities/stall.yaml', from: ', at: opened_on', to: '' }],
    at: 'Entity shop.stall checks.opened',
  },
  {
    rule: 'setting_unused',
    edits: [{ file: 'shop/entities/stall.yaml', from: ' && settings.shop.days > 0', to: '' }],
    at: 'Plugin shop settings.days',
  },
  {
    rule: 'patch_base_old',
    edits: [{ file: 'town/patches/stall.yaml', from: '1.1.0', to: '1.0.0' }],
    at: 'Patch town/patches/stall.yaml',
  },
  {
    rule: 'patch_without_base',
    edits: [{ file: 'town/patches/stall.yaml', from: 'base: shop@1.1.0\n', to: '' }],
    at: 'Patch town/patches/stall.yaml',
  },
  {
    rule: 'form_unused',
    edits: [
      {
        file: 'shop/forms/x.yaml',
        text: 'kind: Form\nname: z_form\nof: stall\nsections: { all: { label: 全部, fields: [no] } }\n',
      },
    ],
    at: 'Form shop.z_form',
  },
  {
    rule: 'form_lacks_required',
    edits: [{ file: 'shop/forms/stall_form.yaml', from: '[no, ', to: '[' }],
    at: 'Form shop.stall_form',
  },
  {
    rule: 'view_unopened',
    edits: [
      {
        file: 'shop/views/z.yaml',
        text: 'kind: View\nname: z_list\nlabel: 停用摊位\nof: stall\ntype: list\ncolumns: [no]\n',
      },
    ],
    at: 'View shop.z_list',
  },
  {
    rule: 'list_slow_sort',
    edits: [
      { file: 'shop/entities/stall.yaml', from: 'label: 摊位\n', to: 'label: 摊位\nlarge: true\n' },
      { file: 'shop/views/stalls.yaml', from: 'columns: [no, sort]', to: 'columns: [no, sort]\nsort: [no]' },
    ],
    at: 'View shop.stalls',
  },
  {
    rule: 'menu_label_twice',
    edits: [
      {
        file: 'shop/menus/shop.yaml',
        from: 'icon: store } }',
        to: 'icon: store }, again: { label: 摊位, view: stalls, icon: store } }',
      },
    ],
    at: 'Menu shop.shop items.again',
  },
  {
    rule: 'entity_unread',
    also: ['entity_unwritten'],
    edits: [
      {
        file: 'shop/entities/note.yaml',
        text: 'kind: Entity\nname: note\nlabel: 便笺\nfields: { no: { type: string, label: 编号 }, stall: { type: ref, to: stall, label: 摊位, required: true } }\n',
      },
    ],
    at: 'Entity shop.note',
  },
  {
    rule: 'entity_unwritten',
    edits: [
      { file: 'shop/roles/keeper.yaml', from: 'create: true, ', to: '' },
      { file: 'shop/roles/keeper.yaml', from: 'import: true, ', to: '' },
    ],
    at: 'Entity shop.stall',
  },
  {
    rule: 'delete_for_good',
    edits: [{ file: 'shop/roles/keeper.yaml', from: 'restore: true, ', to: '' }],
    at: 'Entity shop.stall',
  },
  {
    rule: 'role_empty',
    edits: [
      {
        file: 'shop/roles/reader.yaml',
        from: `stall: { read: "record.sort == 'A'", hide: [keeper_id] }`,
        to: 'stall: {}',
      },
    ],
    at: 'Role shop.reader',
  },
  { rule: 'role_unheld', edits: [], live: { holders: new Map([['shop.keeper', 1]]) }, at: 'Role shop.reader' },
  {
    rule: 'role_label_twice',
    edits: [{ file: 'shop/roles/reader.yaml', from: '店铺查询人员', to: '店铺管理员' }],
    at: 'Role shop.reader',
  },
  {
    rule: 'grant_blind',
    also: ['entity_unwritten'],
    edits: [
      { file: 'shop/roles/reader.yaml', from: `read: "record.sort == 'A'"`, to: 'export: true' },
      { file: 'shop/roles/reader.yaml', from: 'grants:', to: 'grants:\n  other: { read: true }' },
      {
        file: 'shop/entities/other.yaml',
        text: 'kind: Entity\nname: other\nlabel: 别的\nfields: { no: { type: string, label: 编号 }, stall: { type: ref, to: stall, label: 摊位, required: true } }\n',
      },
    ],
    at: 'Role shop.reader grants[shop.stall]',
  },
  {
    rule: 'reveal_hidden',
    edits: [
      { file: 'shop/roles/reader.yaml', from: 'hide: [keeper_id]', to: 'hide: [keeper_id], reveal: [keeper_id]' },
    ],
    at: 'Role shop.reader grants[shop.stall]',
  },
  {
    rule: 'update_hidden',
    edits: [
      {
        file: 'shop/roles/reader.yaml',
        from: 'hide: [keeper_id]',
        to: 'hide: [keeper_id], update: { fields: [keeper_id] }',
      },
    ],
    at: 'Role shop.reader grants[shop.stall]',
  },
  {
    rule: 'import_nothing',
    edits: [{ file: 'shop/roles/reader.yaml', from: 'hide: [keeper_id]', to: 'hide: [keeper_id], import: true' }],
    at: 'Role shop.reader grants[shop.stall]',
  },
  {
    rule: 'reveal_without_history',
    edits: [{ file: 'shop/roles/keeper.yaml', from: 'history: true, ', to: '' }],
    at: 'Role shop.keeper grants[shop.stall]',
  },
  {
    rule: 'sensitive_over_wide',
    edits: [
      { file: 'shop/roles/keeper.yaml', from: ', export: true', to: '' },
      { file: 'shop/roles/keeper.yaml', from: ', find: [keeper_id]', to: '' },
    ],
    at: 'Role shop.keeper grants[shop.stall]',
  },
  {
    rule: 'sensitive_across',
    edits: [{ file: 'shop/roles/reader.yaml', from: ', hide: [keeper_id]', to: ', across: counties' }],
    at: 'Role shop.reader grants[shop.stall]',
  },
  {
    rule: 'sensitive_export',
    also: ['sensitive_over_wide'],
    edits: [{ file: 'shop/roles/keeper.yaml', from: ', find: [keeper_id]', to: '' }],
    at: 'Role shop.keeper grants[shop.stall]',
  },
  {
    rule: 'scope_slow',
    edits: [{ file: 'shop/roles/reader.yaml', from: "record.sort == 'A'", to: 'record.closed' }],
    at: 'Role shop.reader grants[shop.stall]',
  },
];

/** The base with these edits. */
export function integrityInput(edits: readonly Edit[] = []): CompileInput {
  const files = new Map([
    ...Object.entries(shop).map(([name, text]): [string, string] => [`shop/${name}`, text]),
    ...Object.entries(bureau).map(([name, text]): [string, string] => [`town/${name}`, text]),
  ]);
  for (const edit of edits) {
    const text = files.get(edit.file) ?? '';
    if ('text' in edit) files.set(edit.file, edit.text);
    else if (text.split(edit.from).length !== 2) throw new Error(`${edit.file} does not hold once: ${edit.from}`);
    else
      files.set(
        edit.file,
        text.replace(edit.from, () => edit.to),
      );
  }
  const source = (kind: PackageSource['kind'], name: string): PackageSource => ({
    kind,
    name,
    files: [...files].flatMap(([path, text]) => (path.startsWith(`${name}/`) ? [{ path, text }] : [])),
  });
  return { packages: [source('package', 'shop')], tenant: source('tenant', 'town') };
}
