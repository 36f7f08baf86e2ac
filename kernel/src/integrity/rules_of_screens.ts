// Integrity rules about forms, views and menus.
import type { IntegrityRule } from './rule.ts';

export const rulesOfScreens: readonly IntegrityRule[] = [
  {
    id: 'form_unused',
    each: 'form',
    severity: 'warning',
    rule: 'it.used',
    doc: 'A form that nothing opens.',
    en: { says: 'Nothing opens the form "{it.label}".', remedy: 'Name it in a view or a step, or remove it.' },
    zh: { says: '没有页面打开表单“{it.label}”。', remedy: '请在页面或流程中引用它，不用的请删除。' },
  },
  {
    id: 'form_lacks_required',
    each: 'form',
    severity: 'error',
    where: 'it.used && it.entity.grants.exists(g, g.creates)',
    rule: 'it.lacks.count() == 0',
    doc: 'A form that does not ask for a required field without a default: no record can be made with it.',
    en: {
      says: 'The form "{it.label}" does not ask for {it.lacks.count()} required fields: no record can be made with it.',
      remedy: 'Add them to a section, or give them a default.',
    },
    zh: {
      says: '表单“{it.label}”缺少 {it.lacks.count()} 个必填字段，无法用它新增。',
      remedy: '请把它们加进分组，或给它们默认值。',
    },
  },
  {
    id: 'view_unopened',
    each: 'view',
    severity: 'warning',
    rule: 'it.opened',
    doc: 'A list or a detail that nothing opens.',
    en: {
      says: 'Nothing opens the view "{it.label}" ({it.name}).',
      remedy: 'Name it in a menu or as `side` of a list, or remove it.',
    },
    zh: { says: '没有入口打开页面“{it.label}”（{it.name}）。', remedy: '请加进菜单或列表的 side，不用的请删除。' },
  },
  {
    id: 'list_slow_sort',
    each: 'view',
    severity: 'notice',
    where: 'it.entity.large',
    rule: 'it.slow_sort == null',
    doc: 'A list of a large entity that is sorted by a field without an index.',
    en: {
      says: 'The list "{it.label}" sorts by "{it.slow_sort}", which is not indexed.',
      remedy: 'Write `indexed: true` at the field.',
    },
    zh: { says: '列表“{it.label}”按“{it.slow_sort}”排序，该字段没有索引。', remedy: '请给该字段加 indexed: true。' },
  },
  {
    id: 'menu_label_twice',
    each: 'item',
    severity: 'warning',
    rule: 'it.namesakes == 0',
    doc: 'Two entries of one menu with one label.',
    en: { says: 'Another entry of the menu is called "{it.label}" too.', remedy: 'Give each a label of its own.' },
    zh: { says: '同一菜单里还有一项也叫“{it.label}”。', remedy: '请改用不同的名称。' },
  },
];
