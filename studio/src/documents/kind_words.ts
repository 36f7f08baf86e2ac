// Kinds of documents in an admin's words, in the order of the list.

export const kindLabels: Readonly<Record<string, string>> = {
  Tenant: '本局设置',
  Plugin: '模块说明',
  Patch: '本局调整',
  Entity: '业务对象',
  CodeList: '代码表',
  Form: '表单',
  View: '列表与页面',
  Menu: '菜单',
  Role: '角色',
  Rule: '规则',
  Workflow: '流程',
  Checklist: '检查表',
  Document: '文书',
  Draw: '抽取方案',
  Dataset: '数据集',
  ScoreModel: '评分模型',
  Dashboard: '看板',
  Connector: '外部接口',
  Publication: '公示',
  Page: '页面',
  Integrity: '体检规则',
  Records: '随带数据',
  CSV: '数据表',
};

export function kindLabel(kind: string | null): string {
  return kindLabels[kind ?? ''] ?? kind ?? '读不懂的文件';
}

/** Place of a kind in the list. */
export function kindRank(kind: string | null): number {
  const at = Object.keys(kindLabels).indexOf(kind ?? '');
  return at < 0 ? 99 : at;
}
