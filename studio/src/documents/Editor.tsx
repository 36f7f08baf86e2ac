// A text with its colours, its faults in place and what may be written next. Carries CodeMirror: loaded with the first document.
import { useEffect, useRef } from 'react';
import { autocompletion, startCompletion } from '@codemirror/autocomplete';
import type { Completion as Offer, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import type { Diagnostic } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import type { Extension, Text } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import type { Completions } from '../kernel/complete.ts';
import type { Finding } from '../kernel/messages.ts';
import { editorTheme } from './editor_theme.ts';
import { phrases } from './phrases.ts';
import styles from './Documents.module.css';

export interface EditorProps {
  /** Names the text for who cannot see it. */
  label: string;
  path: string;
  /** At the beginning. */
  text: string;
  /** Takes the place of everything that was typed, when it changes. */
  given?: string | null;
  readOnly?: boolean;
  findings?: readonly Finding[];
  /** Line from 1 where the cursor is put; again whenever `at` changes. */
  line?: number | null;
  onChange?: (text: string) => void;
  onSave?: () => void;
  complete?: (text: string, offset: number) => Promise<Completions | null>;
}

export default function Editor(props: EditorProps) {
  const { path, given = null, readOnly = false, findings, line } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  const writing = useRef(new Compartment());
  const typed = useRef(props.text);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (!host.current) return undefined;
    // One and the same source, or what was offered would be asked for again and again.
    const words = [{ autocomplete: (context: CompletionContext) => offer(context, latest.current) }];
    const state = EditorState.create({
      doc: latest.current.text,
      extensions: [
        basicSetup,
        languageOf(path),
        lintGutter(),
        autocompletion({ icons: false, maxRenderedOptions: 60 }),
        EditorState.languageData.of(() => words),
        keymap.of([{ key: 'Mod-s', preventDefault: true, run: () => (latest.current.onSave?.(), true) }]),
        EditorState.phrases.of(phrases),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of(() => ({ 'aria-label': latest.current.label, tabindex: '0' })),
        writing.current.of(EditorState.readOnly.of(latest.current.readOnly ?? false)),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          typed.current = update.state.doc.toString();
          latest.current.onChange?.(typed.current);
        }),
        editorTheme,
      ],
    });
    view.current = new EditorView({ state, parent: host.current });
    return () => {
      view.current?.destroy();
      view.current = null;
    };
  }, [path]);

  useEffect(() => {
    view.current?.dispatch({ effects: writing.current.reconfigure(EditorState.readOnly.of(readOnly)) });
  }, [readOnly, path]);

  useEffect(() => {
    // What comes back from above may be a key behind what is typed; only a text that was never typed here takes its place.
    const editor = view.current;
    if (editor && given !== null && given !== typed.current)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: given } });
  }, [given, path]);

  useEffect(() => {
    const editor = view.current;
    if (editor)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          (findings ?? []).map((one) => inPlace(editor.state.doc, one)),
        ),
      );
  }, [findings, path]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || !line) return;
    const found = editor.state.doc.line(Math.min(line, editor.state.doc.lines));
    editor.dispatch({
      selection: { anchor: found.from + /^\s*/.exec(found.text)![0].length },
      effects: EditorView.scrollIntoView(found.from, { y: 'center' }),
    });
    editor.focus();
  }, [line, path]);

  return <div ref={host} className={styles['code']} />;
}

function languageOf(path: string): Extension {
  if (/\.json$/i.test(path)) return json();
  return /\.ya?ml$/i.test(path) ? yaml() : [];
}

/** A finding names where it begins; it is underlined to the end of that word or value. */
function inPlace(doc: Text, finding: Finding): Diagnostic {
  const line = doc.line(Math.max(1, Math.min(finding.line, doc.lines)));
  const from = Math.min(line.from + finding.col - 1, line.to);
  const rest = line.text.slice(from - line.from);
  const word = /^("[^"]*"|'[^']*'|[^\s,{}[\]]+)/.exec(rest)?.[0].length ?? 0;
  return {
    from,
    to: Math.max(from, Math.min(from + Math.max(word, 1), line.to)),
    severity: finding.severity,
    message: finding.says,
  };
}

async function offer(context: CompletionContext, props: EditorProps): Promise<CompletionResult | null> {
  if (!props.complete || props.readOnly) return null;
  const typed = context.matchBefore(/[\w.@"'-]+$/);
  if (
    !typed &&
    !context.explicit &&
    !/[:{[,]\s$/.test(context.state.sliceDoc(Math.max(0, context.pos - 3), context.pos))
  )
    return null;
  const found = await props.complete(context.state.doc.toString(), context.pos);
  if (!found || context.aborted) return null;
  return {
    from: found.from,
    validFor: /^[\w@-]*$/,
    options: found.options.map((option): Offer => ({
      label: option.label,
      type: option.kind,
      ...(option.detail ? { detail: option.detail } : {}),
      apply(view, _, from, to) {
        const colon = option.insert?.endsWith(': ') && view.state.sliceDoc(to, to + 1) === ':';
        const insert = colon ? option.label : (option.insert ?? option.label);
        view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length } });
        // Behind a key comes its value.
        if (insert.endsWith(': ')) startCompletion(view);
      },
    })),
  };
}
