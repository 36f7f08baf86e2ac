// The same tokens as CSS custom properties, for the plain style sheets of parts, lists and shell.
import { brandColours } from './brand_colours.ts';
import { colours, fontFamily, sizes } from './tokens.ts';

/** Custom properties by name, for :root. */
export function cssVariables(brand?: string): Record<string, string> {
  const own = brandColours(brand);
  return {
    '--brand': own.main,
    '--brand-dark': own.dark,
    '--brand-soft': own.soft,
    '--brand-line': own.line,
    '--ink': colours.ink,
    '--ink2': colours.ink2,
    '--ink3': colours.ink3,
    '--line': colours.line,
    '--line-soft': colours.lineSoft,
    '--field': colours.field,
    '--page': colours.page,
    '--head': colours.head,
    '--card': colours.card,
    '--ok': colours.ok,
    '--ok-soft': colours.okSoft,
    '--warn': colours.warn,
    '--warn-soft': colours.warnSoft,
    '--bad': colours.bad,
    '--bad-soft': colours.badSoft,
    '--plain-soft': colours.plainSoft,
    '--header-h': `${sizes.header}px`,
    '--nav-w': `${sizes.nav}px`,
    '--side-w': `${sizes.side}px`,
    '--bottom-h': `${sizes.bottomBar}px`,
    '--font': fontFamily,
  };
}
