// Dresses everything below it: MUI theme, CSS variables, Chinese dates, the packaged font.
import '@fontsource-variable/noto-sans-sc/wght.css';
import './global.css';
import 'dayjs/locale/zh-cn.js';
import { useLayoutEffect, useMemo } from 'react';
import type { ReactNode } from 'react';
import { ThemeProvider } from '@mui/material/styles';
import { cssVariables } from './css_variables.ts';
import { makeTheme } from './make_theme.ts';

/** @param brand the tenant's colour, once it is known */
export function ScreensTheme(props: { brand?: string | undefined; children: ReactNode }) {
  const theme = useMemo(() => makeTheme(props.brand), [props.brand]);
  useLayoutEffect(() => {
    const style = document.documentElement.style;
    for (const [name, value] of Object.entries(cssVariables(props.brand))) style.setProperty(name, value);
  }, [props.brand]);
  return <ThemeProvider theme={theme}>{props.children}</ThemeProvider>;
}
