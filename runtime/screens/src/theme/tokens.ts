// The colours, sizes and radii of the product, in one place. Everything else refers to these.

/**
 * Fixed colours. Greys of text hold 4.5:1 on white and on the page (the mock's #7B8794 gave 3.7), likewise the
 * tones on their soft grounds (WCAG 2.2, 1.4.3).
 */
export const colours = {
  ink: '#1f2933',
  ink2: '#52606d',
  ink3: '#62707d',
  line: '#e4e8ee',
  lineSoft: '#eef1f5',
  field: '#b8c2cc',
  page: '#f5f7fa',
  head: '#fafbfc',
  card: '#ffffff',
  ok: '#187644',
  okSoft: '#e6f4ec',
  warn: '#9a5600',
  warnSoft: '#fdf1de',
  bad: '#b4232c',
  badSoft: '#fcebec',
  plainSoft: '#eef1f5',
} as const;

/** Used where a tenant names no colour of its own. */
export const defaultBrand = '#1657c4';

export const sizes = { header: 52, nav: 216, row: 36, side: 404, bottomBar: 56, touch: 44 } as const;

export const fontFamily =
  '"Noto Sans SC Variable", "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';

/** The width below which the phone's layout is used. */
export const phoneQuery = '(max-width: 767.98px)';
