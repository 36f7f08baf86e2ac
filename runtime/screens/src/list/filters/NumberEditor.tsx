// From–to of a number, in the field's unit.
import { useState } from 'react';
import OutlinedInput from '@mui/material/OutlinedInput';
import { isComposing } from '../../parts/index.ts';
import { rangeOf } from '../conditions.ts';
import { Picks } from './Picks.tsx';
import type { EditorProps } from './ConditionEditor.tsx';
import styles from './Editors.module.css';

export function NumberEditor(props: EditorProps) {
  const { field, condition, onChange } = props;
  const [from, to] = rangeOf(condition);
  const set = (low: string, high: string) =>
    onChange(low === '' && high === '' ? null : { op: 'between', value: `${low}..${high}` });
  return (
    <div className={styles['pad']}>
      <div className={styles['range']}>
        <Bound label={`${field.label}不小于`} value={from} onCommit={(text) => set(text, to)} />
        至
        <Bound label={`${field.label}不大于`} value={to} onCommit={(text) => set(from, text)} />
      </div>
      {field.unit && <span style={{ color: 'var(--ink3)', fontSize: '0.8125rem' }}>单位：{field.unit}</span>}
      <Picks
        label={field.label}
        options={[{ value: 'none', label: '未填写' }]}
        chosen={condition?.op === 'none' ? 'none' : null}
        onPick={(op) => onChange(op === null ? null : { op, value: '' })}
      />
    </div>
  );
}

/** Counts on leaving the field or on Enter; full-width digits and thousands commas are understood. */
function Bound(props: { label: string; value: string; onCommit: (text: string) => void }) {
  const [text, setText] = useState(props.value);
  const [seen, setSeen] = useState(props.value);
  if (seen !== props.value) {
    setSeen(props.value);
    setText(props.value);
  }
  const plain = text
    .replace(/[０-９．－]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[,，\s]/g, '');
  const wrong = plain !== '' && !/^-?\d{1,15}(\.\d{1,6})?$/.test(plain);
  const commit = () => {
    if (!wrong && plain !== props.value) props.onCommit(plain);
  };
  return (
    <OutlinedInput
      size="small"
      value={text}
      error={wrong}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && !isComposing(event) && commit()}
      inputProps={{ 'aria-label': props.label, inputMode: 'decimal' }}
    />
  );
}
