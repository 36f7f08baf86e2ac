// A code list with parents as a tree: children of a code, the way down to it, and search by text, code or pinyin.
import type { CodeListModel, CodeModel } from '@shijian/kernel';
import { matchesText } from '../pinyin.ts';

export interface CodeTree {
  /** @param code null gives the roots; retired codes are left out */
  children(code: string | null): CodeModel[];
  /** From the root down to the code itself; empty for an unknown code. */
  pathOf(code: string): CodeModel[];
  isLeaf(code: string): boolean;
  /** At most `most` codes in use that match, those that begin with the text first. */
  search(query: string, most: number): CodeModel[];
}

const trees = new WeakMap<CodeListModel, CodeTree>();

/** The tree of a list, built once a list (regions are 3,800 codes). */
export function codeTree(list: CodeListModel): CodeTree {
  let tree = trees.get(list);
  if (tree === undefined) {
    tree = build(list);
    trees.set(list, tree);
  }
  return tree;
}

function build(list: CodeListModel): CodeTree {
  const byCode = new Map(list.codes.map((code) => [code.code, code]));
  const below = new Map<string | null, CodeModel[]>();
  for (const code of list.codes) {
    if (code.retired) continue;
    const parent = code.parent !== null && byCode.has(code.parent) ? code.parent : null;
    const siblings = below.get(parent);
    if (siblings === undefined) below.set(parent, [code]);
    else siblings.push(code);
  }
  return {
    children: (code) => below.get(code) ?? [],
    isLeaf: (code) => !below.has(code),
    pathOf(code) {
      const path: CodeModel[] = [];
      let at = byCode.get(code);
      while (at !== undefined && !path.includes(at)) {
        path.unshift(at);
        at = at.parent === null ? undefined : byCode.get(at.parent);
      }
      return path;
    },
    search(query, most) {
      const found = list.codes.filter((code) => !code.retired && matchesText(query, code.label, code.code));
      const wanted = query.trim();
      const rank = (code: CodeModel): number =>
        code.code === wanted || code.label === wanted ? 0 : code.label.startsWith(wanted) ? 1 : 2;
      return found.sort((a, b) => rank(a) - rank(b)).slice(0, most);
    },
  };
}
