// A tenant's brand colour and what is derived from it. Done here and not with color-mix(), which Chromium 109 lacks.
import { defaultBrand } from './tokens.ts';

export interface BrandColours {
  /** Text and buttons: at least 4.5:1 on white. */
  main: string;
  dark: string;
  soft: string;
  /** Border of something chosen. */
  line: string;
}

/**
 * Colours of a brand. A colour too light to be read on white is darkened until it can be.
 * @param hex "#1657C4"; anything else gives the default
 */
export function brandColours(hex: string | undefined): BrandColours {
  let main = parse(hex ?? '') ?? (parse(defaultBrand) as Rgb);
  while (contrastOnWhite(main) < 4.6) main = mix(main, [0, 0, 0], 0.08);
  const white: Rgb = [255, 255, 255];
  return {
    main: format(main),
    dark: format(mix(main, [0, 0, 0], 0.18)),
    soft: format(mix(main, white, 0.905)),
    line: format(mix(main, white, 0.7)),
  };
}

type Rgb = [number, number, number];

function parse(hex: string): Rgb | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  return match ? [channel(match[1]), channel(match[2]), channel(match[3])] : null;
}

function channel(hex: string | undefined): number {
  return Number.parseInt(hex ?? '0', 16);
}

function mix(from: Rgb, to: Rgb, part: number): Rgb {
  return [0, 1, 2].map((i) => (from[i] ?? 0) + ((to[i] ?? 0) - (from[i] ?? 0)) * part) as Rgb;
}

function format(rgb: Rgb): string {
  return `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

/** Source: WCAG 2.2, relative luminance and contrast ratio. */
function contrastOnWhite(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}
