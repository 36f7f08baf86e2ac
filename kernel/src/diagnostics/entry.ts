// One entry of the catalogue: what a code says and what to do about it. {value} is what stands in the document. The Chinese sentences
// carry the codes; the English ones stand in english/, so that a browser, which never shows them, does not load them.

export interface Sentence {
  says: string;
  remedy: string;
}

export interface CatalogueEntry extends Sentence {
  /** Left out: error. */
  severity?: 'warning';
}

export function say(says: string, remedy: string): Sentence {
  return { says, remedy };
}

export function error(says: string, remedy: string): CatalogueEntry {
  return { says, remedy };
}

export function warning(says: string, remedy: string): CatalogueEntry {
  return { says, remedy, severity: 'warning' };
}
