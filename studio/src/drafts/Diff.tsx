// What a change does to a text: lines that went and came, the unchanged ones folded. Carries CodeMirror's merge view.
import { useEffect, useRef } from 'react';
import { unifiedMergeView } from '@codemirror/merge';
import { yaml } from '@codemirror/lang-yaml';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { editorTheme } from '../documents/editor_theme.ts';
import { phrases } from '../documents/phrases.ts';

export default function Diff(props: { label: string; before: string; after: string }) {
  const { label, before, after } = props;
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return undefined;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: after,
        extensions: [
          lineNumbers(),
          yaml(),
          EditorState.readOnly.of(true),
          EditorState.phrases.of(phrases),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            collapseUnchanged: { margin: 2, minSize: 5 },
            allowInlineDiffs: true,
          }),
          editorTheme,
          EditorView.theme({ '&': { height: 'auto', maxHeight: '32rem' } }),
        ],
      }),
    });
    return () => view.destroy();
  }, [label, before, after]);
  return <div ref={host} />;
}
