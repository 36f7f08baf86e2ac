// A rich text as it reads: the closed tree of the kernel as elements, nothing of it as HTML text.
import { createElement, Fragment, type ReactNode } from 'react';
import Box from '@mui/material/Box';

interface Node {
  type?: string;
  text?: string;
  attrs?: { level?: number; href?: string };
  marks?: { type?: string; attrs?: { href?: string } }[];
  content?: Node[];
}

const ELEMENTS: Record<string, string> = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  blockquote: 'blockquote',
};
const MARKS: Record<string, string> = { bold: 'strong', italic: 'em', underline: 'u', strike: 's' };

export function RichTextShown(props: { value: object }) {
  return <Box sx={richTextSx}>{childrenOf(props.value as Node)}</Box>;
}

/** Shared with the editor, so that what is typed looks like what is read. */
export const richTextSx = {
  lineHeight: 1.6,
  overflowWrap: 'anywhere',
  '& p, & ul, & ol, & blockquote, & h3, & h4': { m: 0, mb: 0.75 },
  '& > *:last-child': { mb: 0 },
  '& h3': { fontSize: '1rem' },
  '& h4': { fontSize: '0.9375rem' },
  '& ul, & ol': { pl: 3 },
  '& blockquote': { borderLeft: '3px solid var(--line)', pl: 1.5, color: 'var(--ink2)' },
} as const;

function childrenOf(node: Node): ReactNode {
  return (node.content ?? []).map((child, i) => <Fragment key={i}>{shown(child)}</Fragment>);
}

function shown(node: Node): ReactNode {
  if (node.type === 'text') return marked(node);
  if (node.type === 'hardBreak') return <br />;
  if (node.type === 'horizontalRule') return <hr />;
  if (node.type === 'heading') return createElement(node.attrs?.level === 3 ? 'h4' : 'h3', null, childrenOf(node));
  return createElement(ELEMENTS[node.type ?? ''] ?? 'div', null, childrenOf(node));
}

function marked(node: Node): ReactNode {
  return (node.marks ?? []).reduce<ReactNode>((inner, mark) => {
    const href = mark.attrs?.href ?? '';
    if (mark.type === 'link')
      return /^(?:https?:|mailto:)/i.test(href) ? (
        <a href={href} target="_blank" rel="noopener noreferrer nofollow">
          {inner}
        </a>
      ) : (
        inner
      );
    return createElement(MARKS[mark.type ?? ''] ?? 'span', null, inner);
  }, node.text);
}
