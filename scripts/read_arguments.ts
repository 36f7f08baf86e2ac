// Arguments of the scripts: flags and numbers by name. An unknown one ends the script with what it takes.

type Kind = 'flag' | 'number' | 'text';
type Value<K extends Kind> = K extends 'flag' ? boolean : K extends 'number' ? number | undefined : string | undefined;

/**
 * @param spec names without dashes; `--subjects 5` and `--subjects=5` are the same
 * @throws Error naming the argument and what is known
 */
export function readArguments<S extends Record<string, Kind>>(
  args: readonly string[],
  spec: S,
): { [N in keyof S]: Value<S[N]> } {
  const values: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(spec)) values[name] = kind === 'flag' ? false : undefined;
  for (let i = 0; i < args.length; i += 1) {
    const [name, given] = args[i]!.replace(/^--/, '').split('=', 2) as [string, string | undefined];
    const kind = args[i]!.startsWith('--') ? spec[name] : undefined;
    if (!kind) {
      const known = Object.entries(spec).map(([one, its]) =>
        its === 'flag' ? `--${one}` : `--${one} ${its.toUpperCase()}`,
      );
      throw new Error(`"${args[i]}" is unknown. Known: ${known.join(', ') || 'nothing'}.`);
    }
    if (kind === 'flag') values[name] = true;
    else values[name] = readValue(name, kind, given ?? args[(i += 1)]);
  }
  return values as { [N in keyof S]: Value<S[N]> };
}

function readValue(name: string, kind: Kind, text: string | undefined): string | number {
  if (text === undefined) throw new Error(`--${name} needs a value.`);
  if (kind === 'text') return text;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} takes a whole number, not "${text}".`);
  return number;
}
