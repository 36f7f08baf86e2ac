// The first subjects of 长安区, as they stand in the pictures of the documentation: all in the area of 建北监管所, all near the end of their licence.

export interface Showcase {
  name: string;
  kind: 'individual' | 'enterprise' | 'institution' | 'private_non_enterprise';
  industry: string;
  place: string;
  risk: string;
  /** End of the food licence. */
  until: string;
  inspected: string | null;
  /** Surname of whoever runs it, where the name tells. */
  surname?: string;
}

const of = (
  name: string,
  kind: Showcase['kind'],
  industry: string,
  place: string,
  risk: string,
  until: string,
  inspected: string | null,
): Showcase => ({ name, kind, industry, place, risk, until, inspected });

/** Bureau and town in which they lie. */
export const showcaseBureau = 'changan';
export const showcaseTown = '130102001';

export const showcase: readonly Showcase[] = [
  { ...of('老李面馆', 'individual', '6291', '建华北大街66号', 'C', '2026-12-31', '2026-09-02'), surname: '李' },
  of('长安区鲜丰果蔬店', 'individual', '5223', '建设北大街108号', 'C', '2026-11-17', '2026-10-21'),
  of('长安区蓝天幼儿园', 'private_non_enterprise', '8310', '光华路32号', 'D', '2026-12-31', null),
  of('惠民超市（中山东路店）', 'individual', '5213', '中山东路215号', 'C', '2027-01-04', '2026-06-18'),
  of('石家庄金谷食品有限公司', 'enterprise', '5129', '和平东路388号', 'C', '2027-01-09', '2026-08-07'),
  of('好邻居便利店', 'individual', '5213', '建设北大街77号', 'D', '2027-01-12', '2026-05-30'),
  of('聚福楼饭庄', 'individual', '6210', '丰收路9号', 'C', '2027-01-15', '2026-10-11'),
  of('长安区育才街第二小学', 'institution', '8321', '育才街118号', 'C', '2027-01-20', '2026-09-25'),
  of('阿明烧烤', 'individual', '6291', '青园街51号', 'D', '2027-01-22', null),
  of('石家庄天天生鲜配送有限公司', 'enterprise', '5123', '光华路201号', 'C', '2027-01-30', '2026-07-14'),
  of(
    '长安区桃园社区养老服务中心',
    'private_non_enterprise',
    '8514',
    '体育北大街260号',
    'C',
    '2027-02-02',
    '2026-10-28',
  ),
  of('石家庄北方冷链仓储有限公司', 'enterprise', '5930', '北二环东路96号', 'D', '2027-02-08', '2026-08-19'),
  of('小城故事咖啡馆', 'individual', '6232', '广安大街14号', 'C', '2027-02-11', '2026-06-03'),
];
