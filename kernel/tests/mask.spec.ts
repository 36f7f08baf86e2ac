// Masks in JavaScript and in SQL: a list that PostgreSQL masked and a form that the browser masked show the same text.
import { test } from '@japa/runner';
import pg from 'pg';
import { fieldTypes } from '../src/index.ts';
import type { FieldModel } from '../src/index.ts';
import { field } from './model_samples.ts';

const texts = [
  'a',
  'ab',
  'abc',
  '李',
  '李明',
  '李小明',
  '欧阳小明',
  '𠮷野家',
  '13800002046',
  '0311-86012345',
  '11010519491231002X',
  '110105194',
  '1234567890',
  '91440300708461136T',
  'li@example.cn',
  '河北省石家庄市长安区中山东路100号',
  "it's",
  '\\',
  '%_',
  '一二三四五六七八九十',
];
const masks: FieldModel['mask'][] = [null, 'all', 'middle', 'name', 'tail'];

test.group('Masks', (group) => {
  let client: pg.Client;
  group.setup(async () => {
    const url = process.env['TEST_DATABASE_URL'];
    if (!url) throw new Error('TEST_DATABASE_URL is missing: this test needs a PostgreSQL');
    client = new pg.Client({ connectionString: url });
    await client.connect();
  });
  group.teardown(() => client.end());

  test('are the same in JavaScript and in SQL, for every text type and every mask', async ({ assert }) => {
    for (const type of fieldTypes.filter((each) => each.column === 'text'))
      for (const mask of masks) {
        const own = field(type.name, { mask, personal: 'basic' });
        const { rows } = await client.query<{ masked: string | null }>(
          `select ${type.maskSql('v', own)} as masked from unnest($1::text[]) with ordinality as t(v, n) order by n`,
          [[...texts, null]],
        );
        assert.deepEqual(
          rows.map((row) => row.masked),
          [...texts, null].map((text) => type.mask(text, own)),
          `${type.name} ${mask}`,
        );
      }
  });

  test('of values that are no text show three stars', async ({ assert }) => {
    for (const type of fieldTypes.filter((each) => each.column !== 'text' && each.column !== null)) {
      const own = field(type.name, { personal: 'basic' });
      const { rows } = await client.query<{ masked: string | null }>(
        `select ${type.maskSql('v', own)} as masked from (values (null::${type.column})) t(v)`,
      );
      assert.isNull(rows[0]?.masked);
      assert.include(type.maskSql('v', own), "'***'");
    }
  });
});
