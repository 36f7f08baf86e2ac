// Days left, days of history, and the CSV files of an import.
import { test } from '@japa/runner';
import { expiryOf } from '../src/detail/expiry.ts';
import { groupByDay } from '../src/history/days.ts';
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
