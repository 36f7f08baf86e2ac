// What a plain scalar means by the core schema of YAML 1.2: null, true and false, numbers, else text.
import type { YamlScalar } from './tree.ts';

export function resolvePlain(source: string): YamlScalar['value'] {
  // Most are words: only these beginnings can be anything else.
  if (!/^[-+.~0-9nNtTfF]/.test(source)) return source === '' ? null : source;
  if (/^(?:~|[Nn]ull|NULL)$/.test(source)) return null;
  if (/^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/.test(source)) return source.toLowerCase() === 'true';
  if (/^0o[0-7]+$/.test(source)) return Number.parseInt(source.slice(2), 8);
  if (/^0x[0-9a-fA-F]+$/.test(source)) return Number.parseInt(source.slice(2), 16);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(source)) return Number(source);
  if (/^(?:\.nan|\.NaN|\.NAN)$/.test(source)) return Number.NaN;
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(source)) return source.startsWith('-') ? -Infinity : Infinity;
  return source;
}

/** Lines of a plain or single-quoted scalar joined: one break is a blank, further ones stay. */
export function fold(source: string): string {
  if (!source.includes('\n')) return source;
  const lines = source.split(/\r?\n/);
  let out = (lines[0] ?? '').replace(/[ \t]+$/, '');
  let gap = ' ';
  for (let i = 1; i < lines.length - 1; i++) {
    const line = (lines[i] ?? '').replace(/^[ \t]+|[ \t]+$/g, '');
    if (line !== '') {
      out += gap + line;
      gap = ' ';
    } else if (gap === '\n') out += gap;
    else gap = '\n';
  }
  return out + gap + (lines.at(-1) ?? '').replace(/^[ \t]+/, '');
}
