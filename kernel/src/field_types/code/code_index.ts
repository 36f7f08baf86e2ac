// Finds codes of a list by value or label without walking it: a region list has 3,800 and an import 100,000 rows.
import type { CodeListModel, CodeModel } from '../../model.ts';

export interface CodeIndex {
  byCode: Map<string, CodeModel>;
  /** Label → its codes; several when one label stands in several places (城关区). */
  byLabel: Map<string, CodeModel[]>;
  /** 河北省石家庄市长安区, joined over the parents. */
  fullLabel(code: string): string;
}

const indexes = new WeakMap<CodeListModel, CodeIndex>();

/** The index of a list, built once a list. */
export function codeIndex(list: CodeListModel): CodeIndex {
  let index = indexes.get(list);
  if (!index) {
    index = build(list);
    indexes.set(list, index);
  }
  return index;
}

function build(list: CodeListModel): CodeIndex {
  const byCode = new Map<string, CodeModel>();
  const byLabel = new Map<string, CodeModel[]>();
  for (const code of list.codes) {
    byCode.set(code.code, code);
    const same = byLabel.get(code.label);
    if (same) same.push(code);
    else byLabel.set(code.label, [code]);
  }
  function fullLabel(code: string): string {
    let text = '';
    let at = byCode.get(code);
    // The resolver refuses cycles; the bound keeps a hand-made list from hanging the page.
    for (let depth = 0; at && depth < 12; depth++) {
      text = at.label + text;
      at = at.parent === null ? undefined : byCode.get(at.parent);
    }
    return text || code;
  }
  return { byCode, byLabel, fullLabel };
}
