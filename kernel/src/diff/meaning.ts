// When two values of a model mean the same: places in files do not count, nor do the names that the compiler gives to variables.

/** A text that is the same for values of the same meaning. */
export function meaningOf(value: unknown): string {
  return (
    JSON.stringify(value, (key, member: unknown) => (key === 'origin' ? undefined : member))?.replaceAll(
      /~\d+"/g,
      '~"',
    ) ?? ''
  );
}

/** True when both mean the same. Models share what did not change, so that most answers need no look inside. */
export function sameMeaning(before: unknown, after: unknown): boolean {
  return before === after || meaningOf(before) === meaningOf(after);
}
