// Colours that can be read, and times as officers say them.
import { test } from '@japa/runner';
import { countText, hourOf, isoDay, longDay, recentTime } from '../src/parts/format.ts';
import { brandColours } from '../src/theme/brand_colours.ts';
import { colours } from '../src/theme/tokens.ts';

test.group('colours', () => {
  test('a brand too light for white is darkened until text in it can be read', ({ assert }) => {
    for (const brand of ['#ffd400', '#7fd3ff', '#ffffff', '#1657C4']) {
      assert.isAtLeast(contrast(brandColours(brand).main, '#ffffff'), 4.5, brand);
      assert.isAtLeast(contrast(brandColours(brand).main, brandColours(brand).soft), 3.5, brand);
    }
  });

  test('the product’s own blue stays as it is', ({ assert }) => {
    assert.equal(brandColours('#1657C4').main, '#1657c4');
    assert.equal(brandColours(undefined).main, '#1657c4');
    assert.equal(brandColours('blue').main, '#1657c4');
  });

  test('every text colour holds 4.5 to 1 on the grounds it stands on', ({ assert }) => {
    const pairs = [
      [colours.ink3, colours.card],
      [colours.ink3, colours.page],
      [colours.ink3, colours.head],
      [colours.ink2, colours.plainSoft],
      [colours.ok, colours.okSoft],
      [colours.warn, colours.warnSoft],
      [colours.bad, colours.badSoft],
    ] as const;
    for (const [text, ground] of pairs) assert.isAtLeast(contrast(text, ground), 4.5, `${text} on ${ground}`);
  });
});

test.group('counts and times', () => {
  const zone = 'Asia/Shanghai';
  const now = new Date('2026-11-20T01:00:00Z');

  test('a count that stopped at its cap says so', ({ assert }) => {
    assert.equal(countText({ value: 3218, exact: true }), '3,218');
    assert.equal(countText({ value: 9999, exact: false }), '9,999+');
  });

  test('days are those of the bureau, not of the machine', ({ assert }) => {
    assert.equal(isoDay(new Date('2026-11-19T16:30:00Z'), zone), '2026-11-20');
    assert.equal(hourOf(new Date('2026-11-19T16:30:00Z'), zone), 0);
    assert.equal(longDay(now, zone), '11 月 20 日 星期五');
  });

  test('recent is a time, yesterday says so, older is a day, older than the year has the year', ({ assert }) => {
    assert.equal(recentTime('2026-11-20T00:12:00Z', now, zone), '08:12');
    assert.equal(recentTime('2026-11-19T10:40:00Z', now, zone), '昨天 18:40');
    assert.equal(recentTime('2026-11-18T10:40:00Z', now, zone), '11-18');
    assert.equal(recentTime('2025-11-18T10:40:00Z', now, zone), '2025-11-18');
  });
});

/** Source: WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
