// All codes of plans with their sentences. {count} is how many records are concerned, {place} the words of the address. A code is never used
// again for something else; docs/reference/plan.md is generated from here.

export interface PlanEntry {
  en: string;
  zh: string;
}

const entries = {
  // What the documents say.
  PLAN_CHANGED: { en: '{place}: {before} → {after}', zh: '{place}：由 {before} 改为 {after}' },
  PLAN_ADDED: { en: '{place}: added', zh: '{place}：新增' },
  PLAN_REMOVED: { en: '{place}: removed', zh: '{place}：删除' },
  PLAN_MOVED: { en: '{place}: another place in the order', zh: '{place}：调整顺序' },
  PLAN_DOCUMENT_ADDED: { en: '{place} is new', zh: '新增{place}' },
  PLAN_DOCUMENT_REMOVED: { en: '{place} goes', zh: '删除{place}' },
  PLAN_SCREEN_CHANGED: { en: '{place} changes in {changes} places', zh: '{place}有 {changes} 处调整' },
  PLAN_PACKAGE: { en: 'Package {place}: {before} → {after}', zh: '业务包{place}：{before} → {after}' },
  PLAN_ENTITY_DELETED: {
    en: '{place} is no longer kept, and its {count} records of this bureau are deleted with their files after the switch',
    zh: '不再使用{place}；本局的 {count} 条记录及其附件在切换后删除，不能恢复',
  },
  PLAN_SERVER_CODE: {
    en: 'Package {place} runs functions of its own on the server; beyond its own records they read {reads} and write {writes}, with the rights of whoever acts',
    zh: '业务包{place}带有在服务器上运行的程序；除本包记录外，可读：{reads}，可写：{writes}，且不超出操作人的权限',
  },
  PLAN_FIELD_ADDED: { en: '{place} is new', zh: '新增：{place}' },
  PLAN_FIELD_RENAMED: {
    en: '{place} was called {before}; its values stay',
    zh: '{place}由 {before} 改名而来，数据保留',
  },
  PLAN_FIELD_RETIRED: {
    en: '{place} is taken off the screens; the values of {count} records stay in the database until they are purged',
    zh: '{place}不再使用；{count} 条记录的值仍保留在库中，直到另行清除',
  },
  PLAN_FIELD_BACK: {
    en: '{place} takes up the values of the field that was removed under this name ({count} records)',
    zh: '{place}沿用以前同名字段保留的值（{count} 条记录）',
  },
  PLAN_MAYBE_RENAMED: {
    en: '{place} vanishes beside a new field of its type ({come}). Was it renamed? Write `was: [{gone}]` into the new field to keep the values, or leave it for a new field',
    zh: '{place}不见了，同时出现了同类型的新字段（{come}）。是改名吗？是改名请在新字段写 was: [{gone}]，数据随之保留；不是改名则按新字段处理',
  },
  // Tables, columns, indexes.
  PLAN_TABLE_ADDED: { en: 'A table is made for {place}', zh: '为{place}建表' },
  PLAN_COLUMN_ADDED: { en: 'A column is added for {place}', zh: '为{place}加一列，不锁表' },
  PLAN_INDEX_BUILT: {
    en: 'An index over {place} is built beside the writers: {rows} rows, about {seconds} s',
    zh: '为{place}建索引：约 {rows} 行，预计 {seconds} 秒，不影响办理',
  },
  PLAN_SLOT_TAKEN: {
    en: '{place} gets a spare column; the values of {count} records are copied in the background',
    zh: '为{place}占用一个备用列并建索引，后台复制 {count} 条记录的值',
  },
  PLAN_SLOT_FULL: {
    en: 'No spare column is left for {place}: {holders} hold them. Take "indexed" off one of them',
    zh: '没有备用列可给{place}使用，已被 {holders} 占用。请先取消其中一个的“建索引”',
  },
  // Stored rows under new rules.
  PLAN_CHECK_BROKEN: {
    en: '{place}: {count} records break the rule. They stay as they are, and have to be corrected when the fields of the rule are next changed',
    zh: '校验“{place}”：{count} 条已有记录不符合。记录不变，下次修改相关字段时须改正',
  },
  PLAN_REQUIRED_EMPTY: {
    en: '{place} must be filled in: {count} records lack it. They stay as they are until the field is changed',
    zh: '{place}改为必填：{count} 条记录未填写。记录不变，今后新增和修改该项时须填写',
  },
  PLAN_VALUE_UNFIT: {
    en: '{place} takes less than before: {count} records hold a value that would now be refused',
    zh: '{place}要求变严：{count} 条记录的值不再符合',
  },
  PLAN_CODE_IN_USE: {
    en: '{place}: {codes} are no longer in the list, and {count} records hold them. Mark the codes `retired: true` instead',
    zh: '{place}：代码 {codes} 不在新的代码表中，{count} 条记录正在使用。建议改为停用（retired: true）',
  },
  PLAN_CODE_RETIRED: {
    en: '{place}: {codes} are no longer offered; {count} records keep them',
    zh: '{place}：代码 {codes} 停用，{count} 条记录保留原值',
  },
  PLAN_KEY_TWINS: {
    en: '"{place}" must be unique, and {count} records share it with another one. Correct them first',
    zh: '“{place}”须唯一，但有 {count} 条记录重复。请先改正重复的记录',
  },
  PLAN_KEY_CLAIMED: { en: '"{place}" is made unique over {count} records', zh: '为 {count} 条记录登记唯一项“{place}”' },
  PLAN_KEY_DROPPED: { en: '"{place}" need not be unique any more', zh: '“{place}”不再要求唯一' },
  PLAN_STATE_IN_USE: {
    en: '{place} is removed, and {count} records are in it. Move them to another state first',
    zh: '状态{place}被删除，{count} 条记录正处于该状态。请先将其转到其他状态',
  },
  PLAN_ENTITY_RETIRED: {
    en: '{place} is taken off; its {count} records stay in the database until they are purged',
    zh: '{place}不再使用；{count} 条记录仍保留在库中，直到另行清除',
  },
  PLAN_TYPE_CONVERTED: {
    en: '{place} becomes {after} (was {before}): the values of {count} records are converted, and what they were is kept',
    zh: '{place}由{before}改为{after}，换算 {count} 条记录的值，原值保留在旧列',
  },
  PLAN_TYPE_UNCONVERTED: {
    en: '{place}: the values of {count} records do not convert and will be empty. Correct them first, or say in `convert` what they become',
    zh: '{place}：{count} 条记录的值无法换算，换算后为空。请先改正，或在 convert 中写明对应的值',
  },
  PLAN_TYPE_REFUSED: {
    en: '{place} becomes {after} (was {before}), and {count} records hold values. State `convert: { from: {type} }` in the field, or add a new field',
    zh: '{place}由{before}改为{after}，但有 {count} 条记录已填写。请在字段中写明换算（convert: { from: {type} }），或另设新字段',
  },
  PLAN_SEAL_REFUSED: {
    en: '{place}: whether a value is kept encrypted cannot be changed while {count} records hold one. Add a new field instead',
    zh: '{place}：已有 {count} 条记录填写，不能改变是否加密保存。请另设新字段',
  },
  PLAN_KEPT_REFUSED: {
    en: '{place}: {before} → {after} is for an entity without records, and this one has {count}. Use a new entity',
    zh: '{place}：{before} → {after} 只能用于没有记录的数据表，现有 {count} 条。请另设数据表',
  },
  PLAN_RETAIN: {
    en: '{place}: the values of {count} records are past their time and go with the next daily run',
    zh: '{place}：{count} 条记录已超过保存期限，将在下次每日清理时处理',
  },
  PLAN_HISTORY_OFF: { en: '{place}: changes are no longer shown as a history', zh: '{place}：不再显示修改历史' },
  PLAN_REFILLED: {
    en: '{place} is computed anew for {count} records while writers wait',
    zh: '重新计算 {count} 条记录的{place}，期间暂缓保存',
  },
  PLAN_SEARCH_REFILLED: {
    en: 'What the quick search of {place} finds is made anew for {count} records in the background',
    zh: '后台为{place}的 {count} 条记录重建快速搜索',
  },
  PLAN_SEEDS: { en: '{place}: {changes} seed rows change', zh: '{place}：初始数据变动 {changes} 行' },
  // Who sees and may do what.
  PLAN_SCOPE_WIDENED: {
    en: '{place}: {people} people see {count} records more ({roles})',
    zh: '{place}：{people} 人将多看到 {count} 条记录（{roles}）',
  },
  PLAN_SCOPE_NARROWED: {
    en: '{place}: {people} people no longer see {count} records ({roles})',
    zh: '{place}：{people} 人将看不到 {count} 条记录（{roles}）',
  },
  PLAN_GRANT: {
    en: '{place}: {before} → {after} ({people} people)',
    zh: '{place}：{before} → {after}（涉及 {people} 人）',
  },
  PLAN_ROLE_ADDED: { en: '{place} is new', zh: '新增{place}' },
  PLAN_ROLE_REMOVED: {
    en: '{place} goes; {people} people hold it and lose what it grants',
    zh: '删除{place}，现有 {people} 人担任，将失去相应权限',
  },
  PLAN_MASK_OFF: {
    en: '{place} leaves unmasked from now on ({count} records)',
    zh: '{place}不再脱敏显示（{count} 条记录）',
  },
  PLAN_PUBLICATION: { en: '{place}: what leaves the bureau changes', zh: '{place}：对外公开的内容有变化' },
} satisfies Record<string, PlanEntry>;

export type PlanCode = keyof typeof entries;

export const planCatalogue: Record<PlanCode, PlanEntry> = entries;
