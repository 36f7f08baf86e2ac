// Sentences about flows, checklists, documents and the other kinds whose engines are still to come.
import { error, warning } from './entry.ts';

export const draftMessages = {
  E_DOCUMENT_UNKNOWN: error('没有 {kind}“{value}”。', '不带包名的指本包；其他包写成“包名.名称”。'),
  E_ITEM_UNKNOWN: error('“{value}”不在 {map} 里。', '可用的有：{known}。'),
  E_EVENT_UNKNOWN: error(
    '没有事件“{value}”。',
    '事件写成：实体.created、.changed、.deleted，实体.校验.refused，流程.操作，文书.issued。',
  ),
  E_MEASURE_UNKNOWN: error('没有数据集指标或维度“{value}”。', '请写成“数据集.名称”：{known}。'),
  E_ONE_OF: error('{known} 必须且只能写一个，现在是“{value}”。', '请只保留一个。'),
  E_ACT_VERB: error('一个动作只能有一个动词，现在是“{value}”。', '请写 {known} 之一；另一个拆成单独的动作。'),
  E_ACT_KEY: error('“{value}”不能和 {verb} 一起用。', '它属于 {wanted}。'),
  E_FLOW_START: error('必须且只能有一个起始状态（{value} {other}）。', '请只在一个状态上写 start: true。'),
  E_FLOW_UNREACHABLE: error('没有任何操作能到达状态“{value}”。', '请补上通向它的操作，或去掉这个状态。'),
  E_FLOW_DEAD_END: error('状态“{value}”没有下一步，又不是结束状态。', '请补上后续操作，或写上 end: true。'),
  E_FLOW_AFTER_END: error('状态“{value}”是结束状态，却还有后续操作。', '请去掉 end: true，或去掉那个操作。'),
  E_FLOW_NOBODY: error(
    '没有人能执行“{value}”，它也不会自动执行。',
    '请用 by 写明角色，或用 on、after、auto 写明何时自动执行。',
  ),
  E_FLOW_TRIGGER: error('触发方式不止一种：{value}。', '请只留一种，另一种写成单独的操作。'),
  E_FLOW_ROLE: error('角色“{value}”看不到 {entity}，无法执行。', '请授予 read 权限，或从 by 里去掉。'),
  E_FLOW_NOT_BY: error('“{value}”写的是自己。', '请写其他操作，由其执行人回避。'),
  E_FLOW_BRANCH: error('除最后一个分支外都要写 if，最后一个不写。', '请补上条件，或在最后加一个没有 if 的分支。'),
  E_FLOW_SHARED: error(
    '{value} 上还有流程 {other}，无法区分。',
    '请给两者都写 starts_when，或给其中一个单独的 state_field。',
  ),
  E_SECTION_EMPTY: warning('分组“{value}”下没有检查项。', '请把检查项归入，或去掉这个分组。'),
  E_ITEM_PASS: error('“{value}”的答案是 {type}，没有写怎样算合格。', '请用 pass 写明合格条件（answer 是答案）。'),
  E_ANSWER_LIST: error('类型为 code 的答案要有 list，其他类型不要（{value}）。', '请补上或去掉 list。'),
  E_GRADES: error('等级要从高到低排列，只有最后一个不写 from：“{value}”。', '请调整顺序。'),
  E_BODY_BLOCK: error(
    '模板块“{value}”没有打开、没有关闭或不认识。',
    '模板块写成 {#each 集合 as x}…{/each}、{#if 条件}…{#else}…{/if}。',
  ),
  E_FLOW_STATE_FIELD: error('“{value}”（{type}）不能保存流程状态。', '请写一个保存的文本或代码字段。'),
  E_FLOW_STATE_CODE: error('状态“{value}”不在保存状态的代码表 {list} 里。', '请在代码表里补上，或改正状态名称。'),
  E_CROSSWALK_LIST: error('“{value}”不能换成该字段的代码表 {list}。', '请写 crosswalk 为 {list} 的代码表。'),
  E_NUMBER_PATTERN: error(
    '编号里不能写“{value}”。',
    '写一个 {{n:4}}，另可用 {{org}}、{{year}}、{{month}}、{{day}}、{{region}}。',
  ),
  E_DRAW_STRATA: error('分层要用 by 所写代码字段的代码：“{value}”。', '请在 by 写代码字段，分层写它的代码。'),
  E_STREAM_KEY: error('方向为 {direction} 的数据流不能写“{value}”。', '它属于 {wanted}。'),
  E_PUBLICATION_PERSONAL: error(
    '个人信息字段“{value}”不能对 {to} 公开。',
    '请去掉，或改为公开不含个人信息的计算字段。',
  ),
  E_PAGE_COMPONENT: error('页面里不能用“{value}”。', '可用组件见参考；不能写脚本和外部地址。'),
  E_VIEW_TREE: error('{value} 的记录不是树形的。', '请在实体的 tree 里写上级字段。'),
  E_VIEW_FIELD: error('字段“{value}”的类型是 {type}，这里要 {known}。', '请换成该类型的字段。'),
};
