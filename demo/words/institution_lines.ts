// Schools, hospitals, homes: public and private, most of them with a canteen.
import { hot, plain } from './line.ts';
import type { Line } from './line.ts';

const school = (industry: string, share: number, words: readonly string[], trade: string): Line => ({
  industry,
  share,
  words,
  scope: '实施国家规定的教育教学及相关社会服务。',
  food: { category: '3', trade, items: hot },
  licences: ['school'],
});

export const institutionLines: readonly Line[] = [
  school('8321', 30, ['小学', '第一小学', '第二小学', '实验小学', '中心小学', '回民小学'], 'canteen_school'),
  school('8331', 16, ['中学', '第二中学', '实验中学', '初级中学'], 'canteen_school'),
  school('8310', 20, ['第一幼儿园', '第三幼儿园', '中心幼儿园', '机关幼儿园'], 'canteen_nursery'),
  {
    industry: '8423',
    share: 12,
    words: ['卫生院', '中心卫生院', '社区卫生服务中心'],
    scope: '提供基本医疗和公共卫生服务。',
    food: { category: '3', trade: 'canteen_hospital', items: hot },
    licences: ['medical'],
  },
  {
    industry: '8514',
    share: 6,
    words: ['敬老院', '社会福利服务中心'],
    scope: '为老年人提供供养和照料服务。',
    food: { category: '3', trade: 'canteen_elderly', items: hot },
  },
  plain('8831', 6, ['图书馆', '文化馆', '综合文化服务中心'], '提供公共文化服务。'),
  plain('7511', 6, ['农业技术推广站', '农业综合服务中心'], '农业技术推广与服务。'),
];

export const privateLines: readonly Line[] = [
  school('8310', 40, ['幼儿园', '艺术幼儿园', '双语幼儿园', '实验幼儿园'], 'canteen_nursery'),
  {
    industry: '8514',
    share: 18,
    words: ['养老院', '老年公寓', '养老服务中心'],
    scope: '为老年人提供集中住宿和照料护理服务。',
    food: { category: '3', trade: 'canteen_elderly', items: hot },
  },
  school('8334', 8, ['高级中学', '学校', '外国语学校'], 'canteen_school'),
  plain('8393', 22, ['艺术培训学校', '文化培训学校', '书法培训中心'], '面向中小学生的校外艺术培训。', ['school']),
  plain('8391', 10, ['职业培训学校', '驾驶培训学校'], '职业技能培训。', ['school']),
  plain('8425', 8, ['口腔门诊部', '中医门诊部', '康复医院'], '提供门诊医疗服务。', ['medical']),
];
