// How CodeMirror looks here: the product's own greys and sizes.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const mono = 'ui-monospace, "Cascadia Mono", Consolas, "Noto Sans Mono", var(--font)';

const looks = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--card)', color: 'var(--ink)', fontSize: '0.8125rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: mono, lineHeight: '1.6' },
  '.cm-content:focus-visible': { outline: 'none' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--head)' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '.cm-gutters': { backgroundColor: 'var(--head)', color: 'var(--ink3)', borderRight: '1px solid var(--line-soft)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--line-soft)' },
  '.cm-panels': { backgroundColor: 'var(--head)', color: 'var(--ink)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--card)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    boxShadow: '0 6px 24px rgba(31, 41, 51, 0.10)',
    overflow: 'hidden',
  },
  '.cm-tooltip-lint .cm-diagnostic': { fontFamily: 'var(--font)', maxWidth: '52ch', padding: '6px 10px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: mono, maxHeight: '18em' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--brand-soft)', color: 'var(--brand)' },
  '.cm-completionDetail': { fontFamily: 'var(--font)', fontStyle: 'normal', color: 'var(--ink3)', marginLeft: '1em' },
  // Its ornaments stand in no font that is here.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '""' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: '#1d4f91' },
  { tag: [tags.string, tags.content], color: 'var(--ink)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: '#8a3ffc' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--ink3)' },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: 'var(--ink2)' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);

export const editorTheme = [looks, syntaxHighlighting(colours)];
