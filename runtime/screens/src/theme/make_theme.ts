// The one MUI theme: hairlines for shadows, no ripple, no capitals, the mock's sizes.
import { createTheme } from '@mui/material/styles';
import type { Theme } from '@mui/material/styles';
import { zhCN as coreZhCN } from '@mui/material/locale';
import { zhCN as pickersZhCN } from '@mui/x-date-pickers/locales';
import { brandColours } from './brand_colours.ts';
import { componentStyles } from './component_styles.ts';
import { colours, fontFamily } from './tokens.ts';

/** @param brand the tenant's colour, "#1657C4"; absent gives the product's own */
export function makeTheme(brand?: string): Theme {
  const colour = brandColours(brand);
  return createTheme(
    {
      palette: {
        primary: { main: colour.main, dark: colour.dark, light: colour.soft, contrastText: '#ffffff' },
        secondary: { main: colours.ink2 },
        success: { main: colours.ok, light: colours.okSoft },
        warning: { main: colours.warn, light: colours.warnSoft },
        error: { main: colours.bad, light: colours.badSoft },
        info: { main: colour.main, light: colour.soft },
        text: { primary: colours.ink, secondary: colours.ink2, disabled: '#8793a0' },
        divider: colours.line,
        background: { default: colours.page, paper: colours.card },
        action: { hover: colours.page, selected: colour.soft },
      },
      shape: { borderRadius: 6 },
      spacing: 8,
      typography: {
        fontFamily,
        fontSize: 14,
        htmlFontSize: 16,
        body1: { fontSize: '0.875rem', lineHeight: 1.6 },
        body2: { fontSize: '0.8125rem', lineHeight: 1.6 },
        caption: { fontSize: '0.75rem', lineHeight: 1.6 },
        h1: { fontSize: '1.25rem', lineHeight: '28px', fontWeight: 700 },
        h2: { fontSize: '0.9375rem', lineHeight: '22px', fontWeight: 600 },
        h3: { fontSize: '0.875rem', lineHeight: '22px', fontWeight: 600 },
        h6: { fontSize: '1rem', lineHeight: '24px', fontWeight: 600 },
        button: { fontSize: '0.875rem', textTransform: 'none', fontWeight: 400, letterSpacing: 0 },
      },
      breakpoints: { values: { xs: 0, sm: 600, md: 768, lg: 1200, xl: 1536 } },
      transitions: { duration: { shortest: 80, shorter: 100, short: 120, standard: 140, complex: 180 } },
      components: componentStyles(colour),
    },
    coreZhCN,
    pickersZhCN,
  );
}
