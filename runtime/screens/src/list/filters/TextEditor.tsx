// A part of the text, or whether there is any.
import { useEffect, useState } from 'react';
import OutlinedInput from '@mui/material/OutlinedInput';
import { Picks } from './Picks.tsx';
import type { EditorProps } from './ConditionEditor.tsx';
import styles from './Editors.module.css';

export function TextEditor(props: EditorProps) {
  const { field, condition, onChange } = props;
  const value = condition?.op === 'has' ? condition.value : '';
  const [text, setText] = useState(value);
  const [composing, setComposing] = useState(false);
  useEffect(() => {
    if (composing || text.trim() === value) return undefined;
    const timer = setTimeout(() => onChange(text.trim() === '' ? null : { op: 'has', value: text.trim() }), 350);
    return () => clearTimeout(timer);
  }, [text, value, composing, onChange]);
  return (
    <div className={styles['pad']}>
      <OutlinedInput
        size="small"
        autoFocus
        value={text}
        placeholder="含有的文字"
        onChange={(event) => setText(event.target.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
        inputProps={{ 'aria-label': `${field.label}含有` }}
      />
      <Picks
        label={field.label}
        options={[
          { value: 'some', label: '已填写' },
          { value: 'none', label: '未填写' },
        ]}
        chosen={condition?.op === 'some' || condition?.op === 'none' ? condition.op : null}
        onPick={(op) => {
          setText('');
          onChange(op === null ? null : { op, value: '' });
        }}
      />
    </div>
  );
}
