// time_range 时段: from–to within a day, such as hours of business: "08:30-21:00"; past midnight when it ends before it begins.
import { bad, good } from '../read.ts';
import { textType } from '../text_type.ts';

const RANGE = /^([01]?\d|2[0-3])[:：.]?([0-5]\d)(?:-|~|–|—|至|到)([01]?\d|2[0-4])[:：.]?([0-5]\d)$/;

export const timeRangeType = {
  ...textType({
    name: 'time_range',
    label: '时段',
    maxLength: 11,
    identifier: true,
    check(text) {
      const [, h1 = '', m1 = '', h2 = '', m2 = ''] = RANGE.exec(text.replace(/[〜～]/g, '-')) ?? [];
      if (h1 === '' || (h2 === '24' && m2 !== '00')) return bad('E_TIME_RANGE', text);
      const [from, to] = [`${h1.padStart(2, '0')}:${m1}`, `${h2.padStart(2, '0')}:${m2}`];
      return from === to ? bad('E_TIME_RANGE', text) : good(`${from}-${to}`);
    },
    jsonSchema: () => ({ pattern: '^\\d{2}:\\d{2}-\\d{2}:\\d{2}$' }),
  }),
  widget: 'time_range',
};
