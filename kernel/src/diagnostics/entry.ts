// One entry of the catalogue: what a code says and what to do about it, in both languages. {value} is what stands in the document.

export interface CatalogueEntry {
  en: { says: string; remedy: string };
  zh: { says: string; remedy: string };
  /** Left out: error. */
  severity?: 'warning';
}

export function error(en: string, enRemedy: string, zh: string, zhRemedy: string): CatalogueEntry {
  return { en: { says: en, remedy: enRemedy }, zh: { says: zh, remedy: zhRemedy } };
}

export function warning(en: string, enRemedy: string, zh: string, zhRemedy: string): CatalogueEntry {
  return { ...error(en, enRemedy, zh, zhRemedy), severity: 'warning' };
}
