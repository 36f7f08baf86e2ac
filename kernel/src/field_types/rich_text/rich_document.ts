// The tree that a rich text is: closed, so that whatever is stored can be shown without being cleaned again. No HTML is ever taken.

export interface RichNode {
  type: string;
  text?: string;
  attrs?: Record<string, unknown>;
  marks?: { type: string; attrs?: Record<string, unknown> }[];
  content?: RichNode[];
}

/** What may stand in what; `text` stands in lines of text only. */
const CONTENT: Readonly<Record<string, readonly string[]>> = {
  doc: ['paragraph', 'heading', 'bulletList', 'orderedList', 'blockquote', 'horizontalRule'],
  paragraph: ['text', 'hardBreak'],
  heading: ['text', 'hardBreak'],
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  listItem: ['paragraph', 'bulletList', 'orderedList'],
  blockquote: ['paragraph', 'bulletList', 'orderedList'],
  horizontalRule: [],
  hardBreak: [],
  text: [],
};
const MARKS = ['bold', 'italic', 'underline', 'strike', 'link'];
const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s<>"']+$/i;
const DEEPEST = 12;
const MOST_NODES = 5_000;

/**
 * A clean copy of a rich text: what the tree does not know is a fault, what it need not keep is left off.
 * @returns the document, or the path of the first node that may not stand where it stands ("content[2].marks[0]")
 */
export function readRichDocument(value: unknown): { document: RichNode } | { fault: string } {
  const state = { nodes: 0 };
  const read = readNode(value, ['doc'], '', 0, state);
  return typeof read === 'string' ? { fault: read } : { document: read };
}

/** The words alone, a line a paragraph: for search, lists and exports. */
export function plainOf(node: RichNode): string {
  if (node.type === 'text') return node.text ?? '';
  if (node.type === 'hardBreak') return '\n';
  const parts = (node.content ?? []).map(plainOf);
  const lines = CONTENT[node.type]?.includes('text') !== true;
  return parts.join(lines ? '\n' : '');
}

function readNode(
  value: unknown,
  allowed: readonly string[],
  at: string,
  depth: number,
  state: { nodes: number },
): RichNode | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return at || 'doc';
  const { type, text, attrs, marks, content } = value as Partial<RichNode>;
  state.nodes += 1;
  if (typeof type !== 'string' || !allowed.includes(type) || depth > DEEPEST || state.nodes > MOST_NODES)
    return at || 'doc';
  if (type === 'text') return readText(text, marks, at);
  const node: RichNode = { type };
  if (type === 'heading') {
    const level = attrs?.['level'];
    if (level !== 2 && level !== 3) return `${at}.attrs.level`;
    node.attrs = { level };
  }
  if (content !== undefined && !Array.isArray(content)) return `${at}.content`;
  const inner: RichNode[] = [];
  for (const [i, child] of (content ?? []).entries()) {
    const read = readNode(child, CONTENT[type] ?? [], `${at}content[${i}]`, depth + 1, state);
    if (typeof read === 'string') return read;
    inner.push(read);
  }
  if (inner.length > 0) node.content = inner;
  return node;
}

function readText(text: unknown, marks: unknown, at: string): RichNode | string {
  if (typeof text !== 'string' || text === '' || /[\u0000-\u0008\u000b-\u001f]|\p{Surrogate}/u.test(text)) return at;
  const node: RichNode = { type: 'text', text };
  if (marks === undefined) return node;
  if (!Array.isArray(marks) || marks.length > MARKS.length) return `${at}.marks`;
  const kept: NonNullable<RichNode['marks']> = [];
  for (const [i, mark] of (marks as unknown[]).entries()) {
    const { type, attrs } = (typeof mark === 'object' && mark !== null ? mark : {}) as Partial<RichNode>;
    if (type === undefined || !MARKS.includes(type)) return `${at}.marks[${i}]`;
    if (type !== 'link') kept.push({ type });
    else {
      const href = attrs?.['href'];
      if (typeof href !== 'string' || href.length > 2000 || !ADDRESS.test(href)) return `${at}.marks[${i}].href`;
      kept.push({ type, attrs: { href } });
    }
  }
  if (kept.length > 0) node.marks = kept;
  return node;
}
