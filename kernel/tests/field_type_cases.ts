// What each field type takes and refuses: the table behind the suite of field_types.spec.ts.
import type { FieldModel } from '../src/index.ts';
import { field } from './model_samples.ts';

const id = '0199aaaa-0000-7000-8000-000000000001';

export interface FieldCase {
  field?: Partial<FieldModel>;
  /** Wire values and what is stored. */
  good: [unknown, unknown][];
  /** Wire values and the code of the fault. */
  bad: [unknown, string][];
  /** Cells of a file and what is stored, or the code. */
  cells: [string, unknown][];
  /** A stored value and what officers read. */
  text: [unknown, string];
}

export const fieldCases: Record<string, FieldCase> = {
  string: {
    good: [
      ['  老李面馆 ', '老李面馆'],
      ['一行\n两行', '一行 两行'],
      ['䶮', '䶮'],
    ],
    bad: [
      [5, 'E_TYPE'],
      ['x'.repeat(201), 'E_TOO_LONG'],
      ['a\u0000b', 'E_CHARACTER'],
      ['\ud800', 'E_CHARACTER'],
    ],
    cells: [['甲', '甲']],
    text: ['甲', '甲'],
  },
  text: {
    good: [['甲\r\n乙\n', '甲\n乙']],
    bad: [['x'.repeat(10_001), 'E_TOO_LONG']],
    cells: [['甲\n乙', '甲\n乙']],
    text: ['甲\n乙', '甲\n乙'],
  },
  integer: {
    field: { options: { min: 0, max: 100 }, unit: '个' },
    good: [
      [5, 5],
      ['7', 7],
    ],
    bad: [
      [1.5, 'E_INTEGER'],
      ['x', 'E_INTEGER'],
      [101, 'E_TOO_LARGE'],
      [-1, 'E_TOO_SMALL'],
      [true, 'E_INTEGER'],
      ['9007199254740993', 'E_TOO_LARGE'],
    ],
    cells: [
      ['１２', 12],
      ['12.0', 12],
      ['1,000', 'E_TOO_LARGE'],
    ],
    text: [1234, '1,234 个'],
  },
  decimal: {
    field: { options: { scale: 1 } },
    good: [
      ['1.5', '1.5'],
      [2, '2.0'],
      ['-0', '0.0'],
      ['123456789012345678', '123456789012345678.0'],
    ],
    bad: [
      ['1.55', 'E_SCALE'],
      ['1e5', 'E_NUMBER'],
      [Number.NaN, 'E_NUMBER'],
      ['1000000000000000000', 'E_TOO_LARGE'],
    ],
    cells: [['1,234.5', '1234.5']],
    text: ['1234.5', '1,234.5'],
  },
  money: {
    good: [
      ['1234.5', '1234.50'],
      [0.1, '0.10'],
    ],
    bad: [['1.005', 'E_SCALE']],
    cells: [
      ['¥1,234.50元', '1234.50'],
      ['3万', '30000.00'],
    ],
    text: ['1234567.50', '1,234,567.50 元'],
  },
  boolean: {
    good: [[true, true]],
    bad: [['true', 'E_BOOLEAN']],
    cells: [
      ['是', true],
      ['否', false],
      ['也许', 'E_BOOLEAN'],
    ],
    text: [false, '否'],
  },
  date: {
    field: { options: { min: '2000-01-01' } },
    good: [['2024-02-29', '2024-02-29']],
    bad: [
      ['2026-02-29', 'E_DATE'],
      ['2026-1-5', 'E_DATE'],
      [20260105, 'E_DATE'],
      ['1999-12-31', 'E_TOO_EARLY'],
    ],
    cells: [
      ['2026/1/5', '2026-01-05'],
      ['2026年1月5日', '2026-01-05'],
      ['20260105', '2026-01-05'],
      ['46027', '2026-01-05'],
      ['2026-01-05 00:00:00', '2026-01-05'],
      ['去年', 'E_DATE'],
    ],
    text: ['2026-01-05', '2026-01-05'],
  },
  datetime: {
    good: [['2026-01-05T09:02:03+08:00', '2026-01-05T01:02:03.000Z']],
    bad: [
      ['2026-01-05T09:02:03', 'E_DATETIME'],
      ['2026-02-30T00:00:00Z', 'E_DATETIME'],
    ],
    cells: [
      ['2026-1-5 9:02', '2026-01-05T01:02:00.000Z'],
      ['2026年1月5日9时2分', '2026-01-05T01:02:00.000Z'],
    ],
    text: ['2026-01-05T01:02:00.000Z', '2026-01-05 09:02'],
  },
  code: {
    field: { list: 'test.grade' },
    good: [['A', 'A']],
    bad: [
      ['a', 'E_CODE_UNKNOWN'],
      ['Z', 'E_CODE_RETIRED'],
      [1, 'E_TYPE'],
    ],
    cells: [
      ['A 级', 'A'],
      ['b', 'B'],
      ['旧级', 'E_CODE_UNKNOWN'],
    ],
    text: ['Z', '旧级'],
  },
  codes: {
    field: { list: 'test.grade', options: { max_count: 2 } },
    good: [
      [
        ['B', 'A', 'B'],
        ['A', 'B'],
      ],
    ],
    bad: [
      [['A', 'x'], 'E_CODE_UNKNOWN'],
      ['A', 'E_TYPE'],
    ],
    cells: [['B 级、A', ['A', 'B']]],
    text: [['A', 'B'], 'A 级、B 级'],
  },
  region: {
    field: { list: 'test.region' },
    good: [['130102', '130102']],
    bad: [['130199', 'E_CODE_UNKNOWN']],
    cells: [
      ['河北省石家庄市长安区', '130102'],
      ['石家庄市', '130100'],
      ['长安区', 'E_CODE_LABEL_TWICE'],
    ],
    text: ['130102', '河北省石家庄市长安区'],
  },
  industry: {
    field: { list: 'test.region', options: { leaf: true } },
    good: [['130102', '130102']],
    bad: [['130100', 'E_CODE_NOT_LEAF']],
    cells: [['130102', '130102']],
    text: ['130102', '长安区'],
  },
  ref: {
    field: { to: ['test.thing'] },
    good: [[id.toUpperCase(), id]],
    bad: [
      ['1', 'E_REF_ID'],
      [{ id }, 'E_REF_ID'],
    ],
    cells: [[id, id]],
    text: [id, id],
  },
  children: {
    field: {
      fields: [
        field('string', { name: 'name', label: '名称', required: true }),
        field('integer', { name: 'n', label: '数量' }),
      ],
    },
    good: [[[{ id, name: ' 甲 ' }], [{ id, name: '甲' }]]],
    bad: [
      [[{ n: 1 }], 'E_REQUIRED'],
      [[{ name: '甲', n: 'x' }], 'E_INTEGER'],
      [[{ name: '甲', nn: 1 }], 'E_FIELD_UNKNOWN'],
      [[5], 'E_TYPE'],
      [{}, 'E_TYPE'],
    ],
    cells: [['甲', 'E_ROWS_IN_TEXT']],
    text: [[{}, {}], '2 条'],
  },
  file: {
    field: { options: { accept: ['application/pdf'] } },
    good: [
      [
        { id, name: 'a.pdf', type: 'application/pdf', size: 5, more: 1 },
        { id, name: 'a.pdf', type: 'application/pdf', size: 5 },
      ],
    ],
    bad: [
      ['a.pdf', 'E_FILE'],
      [{ id, type: 'text/html' }, 'E_FILE_TYPE'],
    ],
    cells: [['a.pdf', 'E_FILE_IN_TEXT']],
    text: [{ id, name: 'a.pdf' }, 'a.pdf'],
  },
  files: {
    good: [[[{ id }], [{ id }]]],
    bad: [[[{ id }, null], 'E_FILE']],
    cells: [],
    text: [
      [
        { id, name: 'a' },
        { id, name: 'b' },
      ],
      'a、b',
    ],
  },
  image: {
    good: [
      [
        { id, type: 'image/png' },
        { id, type: 'image/png' },
      ],
    ],
    bad: [
      [{ id, type: 'application/pdf' }, 'E_FILE_TYPE'],
      [{ id, size: 30_000_000 }, 'E_FILE_SIZE_RECORD'],
    ],
    cells: [],
    text: [{ id, name: 'a.png' }, 'a.png'],
  },
  images: {
    field: { options: { max_count: 1 } },
    good: [[[{ id }], [{ id }]]],
    bad: [[[{ id }, { id }], 'E_TOO_MANY']],
    cells: [],
    text: [[], ''],
  },
  uscc: {
    good: [
      ['91440300708461136T', '91440300708461136T'],
      [' ９１４４０３００７０８４６１１３６t ', '91440300708461136T'],
    ],
    bad: [
      ['91440300708461136A', 'E_USCC_CHECK'],
      ['9144030070846113', 'E_USCC_LENGTH'],
      ['9144030070846113OT', 'E_USCC_LETTER'],
      ['9.13E+17', 'E_EXCEL_NUMBER'],
    ],
    cells: [['9.14403E+17', 'E_EXCEL_NUMBER']],
    text: ['91440300708461136T', '91440300708461136T'],
  },
  id_card: {
    good: [['11010519491231002x', '11010519491231002X']],
    bad: [
      ['110105194912310021', 'E_ID_CARD_CHECK'],
      ['110105194913310021', 'E_ID_CARD_DATE'],
      ['1101051949', 'E_ID_CARD_FORMAT'],
    ],
    cells: [],
    text: ['11010519491231002X', '11010519491231002X'],
  },
  person_name: {
    good: [
      ['李 明', '李明'],
      ['买买提•阿里', '买买提·阿里'],
      ['John  Smith', 'John Smith'],
    ],
    bad: [['李4', 'E_PERSON_NAME']],
    cells: [],
    text: ['李明', '李明'],
  },
  phone: {
    good: [
      ['１３８-0000 2046', '13800002046'],
      ['+86 13800002046', '13800002046'],
      ['(0311)86012345', '0311-86012345'],
      ['4008001234', '4008001234'],
    ],
    bad: [
      ['12800002046', 'E_PHONE'],
      ['86012345', 'E_PHONE'],
      ['1.38E+10', 'E_EXCEL_NUMBER'],
    ],
    cells: [],
    text: ['13800002046', '13800002046'],
  },
  email: {
    good: [['Li@Example.CN', 'Li@example.cn']],
    bad: [['li@', 'E_EMAIL']],
    cells: [],
    text: ['li@example.cn', 'li@example.cn'],
  },
  refs: {
    field: { options: { min_count: 1, max_count: 2 } },
    good: [
      [[id, id], [id]],
      [[], []],
    ],
    bad: [
      ['x', 'E_TYPE'],
      [['x'], 'E_REF_ID'],
      [[1, 2].map((n) => `${id.slice(0, -1)}${n}`).concat(id.replace('1', '2')), 'E_TOO_MANY'],
    ],
    cells: [
      [id, [id]],
      ['', []],
    ],
    text: [[id], '1 项'],
  },
  url: {
    good: [['https://example.cn/a?b=1', 'https://example.cn/a?b=1']],
    bad: [['javascript:alert(1)', 'E_URL']],
    cells: [],
    text: ['https://example.cn', 'https://example.cn'],
  },
  address: {
    good: [['长安区中山东路１００号', '长安区中山东路１００号']],
    bad: [['x'.repeat(201), 'E_TOO_LONG']],
    cells: [],
    text: ['中山路', '中山路'],
  },
  rich_text: {
    field: { options: { max_length: 12 } },
    good: [
      [
        {
          type: 'doc',
          content: [{ type: 'paragraph', attrs: { textAlign: null }, content: [{ type: 'text', text: '甲' }] }],
        },
        { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: '甲' }] }] },
      ],
    ],
    bad: [
      ['<b>甲</b>', 'E_RICH_TEXT'],
      [{ type: 'doc', content: [{ type: 'image' }] }, 'E_RICH_TEXT'],
      [{ type: 'doc', content: [{ type: 'text', text: '甲' }] }, 'E_RICH_TEXT'],
      [linked('javascript:alert(1)'), 'E_RICH_TEXT'],
      [linked('data:text/html,x'), 'E_RICH_TEXT'],
      [{ type: 'doc', content: [{ type: 'heading', attrs: { level: 1 } }] }, 'E_RICH_TEXT'],
      [
        { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: '字'.repeat(13) }] }] },
        'E_TOO_LONG',
      ],
    ],
    cells: [['甲', { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: '甲' }] }] }]],
    text: [linked('https://example.cn'), '见此'],
  },
  time_range: {
    good: [
      ['8:30～21:00', '08:30-21:00'],
      ['0830-2100', '08:30-21:00'],
      ['22:00-02:00', '22:00-02:00'],
      ['00:00-24:00', '00:00-24:00'],
    ],
    bad: [
      ['25:00-26:00', 'E_TIME_RANGE'],
      ['08:30', 'E_TIME_RANGE'],
      ['08:00-08:00', 'E_TIME_RANGE'],
      ['00:00-24:30', 'E_TIME_RANGE'],
    ],
    cells: [['８：３０至２１：００', '08:30-21:00']],
    text: ['08:30-21:00', '08:30-21:00'],
  },
  signature: {
    good: [
      [
        { id, name: '签名.png' },
        { id, name: '签名.png' },
      ],
    ],
    bad: [
      [{}, 'E_FILE'],
      [{ id, type: 'application/pdf' }, 'E_FILE_TYPE'],
    ],
    cells: [['签名.png', 'E_FILE_IN_TEXT']],
    text: [{ id, name: '签名.png' }, '签名.png'],
  },
  point: {
    good: [
      [
        { lng: 114.514_912_345, lat: 38.04 },
        { lng: 114.5149123, lat: 38.04 },
      ],
    ],
    bad: [
      [{ lng: 181, lat: 0 }, 'E_POINT'],
      [{ lng: '114', lat: 38 }, 'E_POINT'],
      ['114,38', 'E_POINT'],
    ],
    cells: [
      ['114.5，38.04', { lng: 114.5, lat: 38.04 }],
      ['到处', 'E_POINT'],
    ],
    text: [{ lng: 114.5, lat: 38.04 }, '114.5, 38.04'],
  },
  area: {
    good: [
      [
        {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 0],
              [1, 1],
            ],
          ],
        },
        {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 0],
              [1, 1],
              [0, 0],
            ],
          ],
        },
      ],
    ],
    bad: [
      [{ type: 'Point', coordinates: [0, 0] }, 'E_AREA'],
      [
        {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 0],
            ],
          ],
        },
        'E_AREA',
      ],
      [{ type: 'Polygon', coordinates: [Array.from({ length: 2001 }, (_, i) => [i / 100, 0])] }, 'E_AREA_SIZE'],
    ],
    cells: [['不是', 'E_AREA']],
    text: [
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      },
      '3 个拐点',
    ],
  },
  json: {
    good: [[{ a: [1, null, '甲'] }, { a: [1, null, '甲'] }]],
    bad: [
      [[[[[[[[[[1]]]]]]]]], 'E_JSON'],
      ['甲', 'E_JSON'],
      [{ a: '\u0000' }, 'E_JSON'],
      [{ a: 'x'.repeat(70_000) }, 'E_JSON_SIZE'],
    ],
    cells: [
      ['{"a":1}', { a: 1 }],
      ['{a}', 'E_JSON'],
    ],
    text: [{ a: 1 }, '{"a":1}'],
  },
  sequence: {
    field: { options: { pattern: 'A{year}{n:4}' } },
    good: [['Ａ20260001', 'A20260001']],
    bad: [[5, 'E_TYPE']],
    cells: [['A20260001', 'A20260001']],
    text: ['A20260001', 'A20260001'],
  },
  computed: {
    field: { as: 'date' },
    good: [],
    bad: [['x', 'E_FIELD_COMPUTED']],
    cells: [['x', 'E_FIELD_COMPUTED']],
    text: ['2026-01-05', '2026-01-05'],
  },
};

function linked(href: string): object {
  const text = { type: 'text', text: '见此', marks: [{ type: 'link', attrs: { href } }] };
  return { type: 'doc', content: [{ type: 'paragraph', content: [text] }] };
}
