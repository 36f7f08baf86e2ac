// What a document may be at most. Beyond any of these nobody wrote it by hand.

/** Characters of one YAML or JSON document; long lists belong into a CSV beside it. */
export const mostCharacters = 1_000_000;
/** Maps and lists inside each other. */
export const mostDepth = 32;
/** Values in one document. */
export const mostNodes = 100_000;
/** Characters of one CSV. */
export const mostCsvCharacters = 64_000_000;
