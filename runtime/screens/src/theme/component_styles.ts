// How MUI's components look here. Nobody should recognise the library's own face.
import type { Components, Theme } from '@mui/material/styles';
import type { BrandColours } from './brand_colours.ts';
import { colours, phoneQuery, sizes } from './tokens.ts';

const phone = `@media ${phoneQuery}`;
const floating = `0 6px 24px rgba(31, 41, 51, 0.10)`;

export function componentStyles(brand: BrandColours): Components<Theme> {
  const ring = { outline: `2px solid ${brand.main}`, outlineOffset: 2 };
  return {
    MuiButtonBase: {
      defaultProps: { disableRipple: true, disableTouchRipple: true },
      styleOverrides: { root: { '&.Mui-focusVisible': ring } },
    },
    MuiButton: {
      defaultProps: { disableElevation: true, color: 'primary' },
      styleOverrides: {
        root: {
          height: 34,
          padding: '0 14px',
          borderRadius: 6,
          minWidth: 0,
          whiteSpace: 'nowrap',
          [phone]: { height: sizes.touch },
          variants: [
            {
              props: { variant: 'outlined', color: 'primary' },
              style: {
                borderColor: colours.line,
                color: colours.ink,
                background: colours.card,
                '&:hover': { borderColor: colours.field, background: colours.head },
              },
            },
            { props: { variant: 'text' }, style: { padding: '0 8px' } },
            { props: { size: 'small' }, style: { height: 28, padding: '0 10px', fontSize: '0.8125rem' } },
          ],
        },
        startIcon: { marginRight: 6, '& > svg': { fontSize: 18 } },
      },
    },
    MuiIconButton: {
      styleOverrides: {
        root: {
          borderRadius: 6,
          padding: 7,
          color: colours.ink2,
          '& svg': { fontSize: 20 },
          [phone]: { minWidth: sizes.touch, minHeight: sizes.touch },
        },
        sizeSmall: { padding: 4, '& svg': { fontSize: 18 } },
      },
    },
    MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiCard: { styleOverrides: { root: { border: `1px solid ${colours.line}`, borderRadius: 8, boxShadow: 'none' } } },
    MuiPopover: {
      styleOverrides: { paper: { border: `1px solid ${colours.line}`, boxShadow: floating, borderRadius: 8 } },
    },
    MuiAutocomplete: {
      styleOverrides: {
        paper: { border: `1px solid ${colours.line}`, boxShadow: floating, borderRadius: 8, marginTop: 4 },
        option: { fontSize: '0.875rem', minHeight: '34px !important', [phone]: { minHeight: '44px !important' } },
        noOptions: { fontSize: '0.875rem', color: colours.ink3 },
        loading: { fontSize: '0.875rem', color: colours.ink3 },
      },
    },
    MuiMenu: { styleOverrides: { list: { padding: '6px' } } },
    MuiMenuItem: {
      styleOverrides: {
        root: {
          fontSize: '0.875rem',
          minHeight: 34,
          borderRadius: 5,
          padding: '4px 10px',
          [phone]: { minHeight: sizes.touch },
          '&.Mui-selected': { background: brand.soft, color: brand.main },
        },
      },
    },
    MuiDialog: {
      styleOverrides: {
        paper: { borderRadius: 10, border: `1px solid ${colours.line}`, boxShadow: '0 12px 48px rgba(31,41,51,.18)' },
      },
    },
    MuiDialogTitle: { styleOverrides: { root: { fontSize: '1rem', fontWeight: 600, padding: '18px 24px 8px' } } },
    MuiDialogActions: { styleOverrides: { root: { padding: '12px 24px 18px', gap: 8 } } },
    MuiBackdrop: {
      styleOverrides: { root: { '&:not(.MuiBackdrop-invisible)': { background: 'rgba(31,41,51,.32)' } } },
    },
    MuiDrawer: { styleOverrides: { paper: { boxShadow: 'none', borderColor: colours.line } } },
    MuiTooltip: {
      defaultProps: { enterDelay: 400 },
      styleOverrides: { tooltip: { background: colours.ink, fontSize: '0.75rem', borderRadius: 5 } },
    },
    MuiTabs: { styleOverrides: { root: { minHeight: 38 }, indicator: { height: 2 } } },
    MuiTab: {
      styleOverrides: {
        root: {
          minHeight: 38,
          minWidth: 0,
          padding: '6px 12px',
          fontSize: '0.875rem',
          color: colours.ink2,
          '&.Mui-selected': { fontWeight: 600, color: brand.main },
          [phone]: { minHeight: sizes.touch },
        },
      },
    },
    MuiTextField: { defaultProps: { size: 'small' } },
    MuiFormControl: { defaultProps: { size: 'small' } },
    MuiOutlinedInput: {
      styleOverrides: {
        root: {
          background: colours.card,
          fontSize: '0.875rem',
          borderRadius: 6,
          [phone]: { minHeight: sizes.touch, fontSize: '1rem' },
          '& .MuiOutlinedInput-notchedOutline': { borderColor: colours.field },
          '&:hover .MuiOutlinedInput-notchedOutline': { borderColor: colours.ink3 },
          '&.Mui-focused .MuiOutlinedInput-notchedOutline': { borderWidth: 2, borderColor: brand.main },
          '&.Mui-disabled': { background: colours.page },
        },
        input: {
          '&::placeholder': { color: colours.ink3, opacity: 1 },
          variants: [{ props: { size: 'small' }, style: { padding: '6.5px 12px', height: 21 } }],
        },
      },
    },
    MuiInputLabel: { styleOverrides: { root: { fontSize: '0.875rem' } } },
    MuiFormHelperText: { styleOverrides: { root: { marginLeft: 0, fontSize: '0.75rem' } } },
    MuiCheckbox: { styleOverrides: { root: { padding: 6, borderRadius: 6, '& svg': { fontSize: 20 } } } },
    MuiRadio: { styleOverrides: { root: { padding: 6, '& svg': { fontSize: 20 } } } },
    MuiAlert: {
      styleOverrides: {
        root: {
          borderRadius: 8,
          fontSize: '0.8125rem',
          padding: '4px 14px',
          color: colours.ink,
          variants: [
            { props: { variant: 'standard', severity: 'error' }, style: { background: colours.badSoft } },
            { props: { variant: 'standard', severity: 'warning' }, style: { background: colours.warnSoft } },
            { props: { variant: 'standard', severity: 'success' }, style: { background: colours.okSoft } },
            { props: { variant: 'standard', severity: 'info' }, style: { background: brand.soft } },
          ],
        },
      },
    },
    MuiSkeleton: { defaultProps: { animation: false }, styleOverrides: { root: { background: colours.lineSoft } } },
    MuiLink: { defaultProps: { underline: 'hover' } },
  };
}
