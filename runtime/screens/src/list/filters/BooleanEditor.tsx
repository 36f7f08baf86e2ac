// 是, 否 or not filled in.
import { Picks } from './Picks.tsx';
import type { EditorProps } from './ConditionEditor.tsx';
import styles from './Editors.module.css';

const options = [
  { value: 'yes', label: '是' },
  { value: 'no', label: '否' },
  { value: 'none', label: '未填写' },
] as const;

export function BooleanEditor(props: EditorProps) {
  const chosen = options.find((option) => option.value === props.condition?.op)?.value ?? null;
  return (
    <div className={styles['pad']}>
      <Picks
        label={props.field.label}
        options={[...options]}
        chosen={chosen}
        onPick={(op) => props.onChange(op === null ? null : { op, value: '' })}
      />
    </div>
  );
}
