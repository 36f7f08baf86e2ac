// The one theme of the product.
export { brandColours } from './brand_colours.ts';
export { cssVariables } from './css_variables.ts';
export { makeTheme } from './make_theme.ts';
export { ScreensTheme } from './ScreensTheme.tsx';
export { colours, defaultBrand, fontFamily, phoneQuery, sizes } from './tokens.ts';
export { usePhone } from './usePhone.ts';
