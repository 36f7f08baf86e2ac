// The editor of a condition, by the kind of its field. What is chosen counts at once; there is nothing to submit.
import type { ComponentType } from 'react';
import Button from '@mui/material/Button';
import type { FieldModel } from '@shijian/kernel';
import { filterKind } from '../filter_kinds.ts';
import type { FilterKind } from '../filter_kinds.ts';
import type { Condition } from '../conditions.ts';
import { BooleanEditor } from './BooleanEditor.tsx';
import { CodeEditor } from './CodeEditor.tsx';
import { DateEditor } from './DateEditor.tsx';
import { NumberEditor } from './NumberEditor.tsx';
import { RefEditor } from './RefEditor.tsx';
import { TextEditor } from './TextEditor.tsx';
import styles from './Editors.module.css';

export interface EditorProps {
  field: FieldModel;
  condition: Condition | undefined;
  /** Null takes the condition away. */
  onChange: (condition: Condition | null) => void;
}

const editors: Record<FilterKind, ComponentType<EditorProps>> = {
  text: TextEditor,
  number: NumberEditor,
  date: DateEditor,
  datetime: DateEditor,
  boolean: BooleanEditor,
  code: CodeEditor,
  codes: CodeEditor,
  ref: RefEditor,
};

export function ConditionEditor(props: EditorProps & { onDone?: () => void }) {
  const kind = filterKind(props.field);
  if (kind === null) return null;
  const Editor = editors[kind];
  return (
    <div>
      <Editor field={props.field} condition={props.condition} onChange={props.onChange} />
      {props.onDone && (
        <div className={styles['foot']}>
          <Button size="small" variant="text" disabled={!props.condition} onClick={() => props.onChange(null)}>
            清除
          </Button>
          <Button size="small" variant="contained" onClick={props.onDone}>
            完成
          </Button>
        </div>
      )}
    </div>
  );
}
