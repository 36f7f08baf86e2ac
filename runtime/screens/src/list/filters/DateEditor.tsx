// Days ahead, days back, past, or from–to.
import type { FieldModel } from '@shijian/kernel';
import { FieldInput } from '../../fields/index.ts';
import { formatCondition, parseCondition, rangeOf } from '../conditions.ts';
import { filterKind } from '../filter_kinds.ts';
import { Picks } from './Picks.tsx';
import type { EditorProps } from './ConditionEditor.tsx';
import styles from './Editors.module.css';

const days = [
  { value: 'next:30', label: '30 天内' },
  { value: 'next:60', label: '60 天内' },
  { value: 'next:90', label: '90 天内' },
  { value: 'past', label: '已过期' },
  { value: 'last:30', label: '近 30 天' },
  { value: 'last:365', label: '近一年' },
  { value: 'none', label: '未填写' },
];

/** A time mostly says when something happened. */
const times = [
  { value: 'last:0', label: '今天' },
  { value: 'last:7', label: '近 7 天' },
  { value: 'last:30', label: '近 30 天' },
  { value: 'last:365', label: '近一年' },
  { value: 'none', label: '未填写' },
];

export function DateEditor(props: EditorProps) {
  const { field, condition, onChange } = props;
  const [from, to] = rangeOf(condition);
  const set = (low: string, high: string) =>
    onChange(low === '' && high === '' ? null : { op: 'between', value: `${low}..${high}` });
  return (
    <div className={styles['pad']}>
      <Picks
        label={field.label}
        options={filterKind(field) === 'datetime' ? times : days}
        chosen={condition ? formatCondition(condition) : null}
        onPick={(text) => onChange(text === null ? null : parseCondition(text))}
      />
      <div className={styles['range']}>
        <DayInput field={field} label="从" value={from} onChange={(day) => set(day, to)} />
        至
        <DayInput field={field} label="到" value={to} onChange={(day) => set(from, day)} />
      </div>
    </div>
  );
}

/** The form's own control for a plain date, whatever this field's rules are. */
function DayInput(props: { field: FieldModel; label: string; value: string; onChange: (day: string) => void }) {
  const field: FieldModel = {
    ...props.field,
    type: 'date',
    required: false,
    options: {},
    hint: null,
    example: null,
    personal: null,
  };
  return (
    <FieldInput
      id={`filter-${props.field.name}-${props.label}`}
      field={field}
      label={`${props.field.label}${props.label}`}
      value={props.value === '' ? null : props.value}
      onChange={(value) => {
        if (value === null || value === '') props.onChange('');
        else if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) props.onChange(value);
      }}
      onBlur={() => undefined}
      required={false}
      disabled={false}
      faults={[]}
      beside={{}}
    />
  );
}
