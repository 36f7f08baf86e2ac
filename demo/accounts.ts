// The people of the demo who may log in, all with one password. Made only by the demo; absent in production.

export interface DemoAccount {
  login: string;
  name: string;
  /** Name of the tenant. */
  tenant: string;
  assignments: { role: string; org_code: string }[];
  /** Staff number of the person whose account it is (tenants/…/staff.csv). */
  person?: string;
  /** Who it is, for the list that `npm start` prints. */
  about: string;
}

/** The one password of all demo accounts. */
export const demoPassword = 'Shijian-2026';

/** Roles by the work that somebody does; each package has its own. */
const work = {
  admin: ['core.admin', 'market.admin', 'food.admin'],
  leader: ['core.staff', 'market.leader', 'food.leader'],
  head: ['core.staff', 'market.station_head', 'food.station_head'],
  officer: ['core.staff', 'market.inspector', 'food.inspector'],
  registrar: ['core.staff', 'market.registrar', 'food.licensing'],
  viewer: ['core.staff', 'market.viewer', 'food.viewer'],
  cityViewer: ['core.staff', 'core.city_viewer', 'market.city_viewer', 'food.city_viewer'],
  auditor: ['core.staff', 'core.auditor', 'market.auditor', 'food.viewer'],
} as const;

const account = (
  login: string,
  name: string,
  tenant: string,
  does: keyof typeof work,
  org: string,
  about: string,
  person?: string,
): DemoAccount => ({
  login,
  name,
  tenant,
  assignments: work[does].map((role) => ({ role, org_code: org })),
  about,
  ...(person === undefined ? {} : { person }),
});

export const demoAccounts: readonly DemoAccount[] = [
  account('sjz-admin', '市局管理员', 'shijiazhuang', 'admin', 'SJZ', '石家庄市局 管理员'),
  account('sjz-viewer', '市局查询', 'shijiazhuang', 'cityViewer', 'SJZ', '石家庄市局 查询人员'),
  account('changan-admin', '长安管理员', 'changan', 'admin', 'CA', '长安区局 管理员'),
  account('changan-leader', '长安分管领导', 'changan', 'leader', 'CA', '长安区局 分管领导'),
  account('changan-registrar', '长安登记人员', 'changan', 'registrar', 'CA-DJ', '长安区局 登记许可人员', 'CA0009'),
  account('changan-auditor', '长安审计人员', 'changan', 'auditor', 'CA-FG', '长安区局 审计人员'),
  account('changan-head', '建北所所长', 'changan', 'head', 'CA-JB', '长安区建北监管所 所长', 'CA0032'),
  account('changan-officer', '建北所执法员', 'changan', 'officer', 'CA-JB', '长安区建北监管所 监管人员', 'CA0033'),
  account(
    'changan-officer2',
    '建北所执法员乙',
    'changan',
    'officer',
    'CA-JB',
    '长安区建北监管所 监管人员（同所同事）',
    'CA0034',
  ),
  account('changan-officer3', '高营所执法员', 'changan', 'officer', 'CA-GY', '长安区高营监管所 监管人员', 'CA0089'),
  account('luquan-admin', '鹿泉管理员', 'luquan', 'admin', 'LQ', '鹿泉区局 管理员'),
  account('luquan-officer', '获鹿所执法员', 'luquan', 'officer', 'LQ-HL', '鹿泉区获鹿监管所 监管人员', 'LQ0028'),
  account('zhengding-admin', '正定管理员', 'zhengding', 'admin', 'ZD', '正定县局 管理员'),
  account(
    'zhengding-officer',
    '正定镇所执法员',
    'zhengding',
    'officer',
    'ZD-ZDZ',
    '正定县正定镇监管所 监管人员',
    'ZD0034',
  ),
];
