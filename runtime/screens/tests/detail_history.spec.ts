// Days left, days of history, and the CSV files of an import.
import { test } from '@japa/runner';
import { expiryOf } from '../src/detail/expiry.ts';
import { groupByDay } from '../src/history/days.ts';
import { decodeCsv, refusedCsv, withoutReport } from '../src/transfer/csv_text.ts';
import type { HistoryItem } from '../src/client/types.ts';

const item = (at: string): HistoryItem => ({ at, actor: { name: '王' }, action: 'update', version: 1, changes: [] });

test.group('Days', () => {
  test('a past day is bad, one within ninety days a warning, a far one nothing', ({ assert }) => {
    assert.deepEqual(expiryOf('2026-11-17', '2026-11-20'), { text: '已过期 3 天', tone: 'bad' });
    assert.deepEqual(expiryOf('2026-12-31', '2026-11-20'), { text: '41 天后到期', tone: 'warn' });
    assert.deepEqual(expiryOf('2026-11-20', '2026-11-20'), { text: '今天到期', tone: 'warn' });
    assert.isNull(expiryOf('2027-02-19', '2026-11-20'));
    assert.isNull(expiryOf('***', '2026-11-20'));
  });

  test("changes are gathered by the bureau's day, not by UTC's", ({ assert }) => {
    const now = new Date('2026-11-20T01:00:00Z');
    const days = groupByDay(
      [item('2026-11-19T16:30:00Z'), item('2026-11-19T10:00:00Z'), item('2025-03-01T20:00:00Z')],
      now,
      'Asia/Shanghai',
    );
    assert.deepEqual(
      days.map((day) => day.label),
      ['今天', '昨天', '2025 年 3 月 2 日'],
    );
    assert.equal(days[0]?.items[0]?.time, '00:30');
  });
});

test.group('CSV of an import', () => {
  const report = {
    dry_run: true,
    total: 2,
    good: 1,
    bad: 1,
    lines: [
      { line: 2, id: null, ok: true, faults: [] },
      { line: 3, id: null, ok: false, faults: [{ code: 'E_REQUIRED', path: 'name', message: '请填写' }] },
    ],
  };

  test('a file that is not UTF-8 is read as GB18030', ({ assert }) => {
    assert.equal(decodeCsv(new Uint8Array([0xc3, 0xfb, 0xb3, 0xc6])), '名称');
    assert.equal(decodeCsv(new TextEncoder().encode('名称')), '名称');
  });

  test('the refused lines come back with line, code and reason', ({ assert }) => {
    const csv = refusedCsv('名称,电话\r\n甲,1\r\n,"2,3"\r\n', report, () => '名称');
    assert.equal(csv, '\ufeff名称,电话,行号,错误代码,原因\r\n,"2,3",3,E_REQUIRED,名称：请填写\r\n');
  });

  test('a corrected file of refused lines can be imported as it is', ({ assert }) => {
    const csv = refusedCsv('名称,电话\r\n甲,1\r\n,"2,3"\r\n', report, () => '名称');
    assert.equal(withoutReport(csv), '名称,电话\r\n,"2,3"\r\n');
    assert.equal(withoutReport('名称\r\n甲\r\n'), '名称\r\n甲\r\n');
  });
});
