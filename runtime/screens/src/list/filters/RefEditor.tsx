// Records to tick: the first ones at once, any other by a search.
import { useEffect, useState } from 'react';
import OutlinedInput from '@mui/material/OutlinedInput';
import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { isFalse } from '@shijian/kernel';
import { api, useExpressionEnv } from '../../client/index.ts';
import { ErrorState, TextSkeleton } from '../../parts/index.ts';
import { valuesOf } from '../conditions.ts';
import { CheckOption } from './CheckOption.tsx';
import { useValueLabel } from './useValueLabel.ts';
import type { EditorProps } from './ConditionEditor.tsx';
import styles from './Editors.module.css';

export function RefEditor(props: EditorProps) {
  const { field, condition, onChange } = props;
  const target = field.to[0] ?? '';
  const [find, setFind] = useState('');
  const [q, setQ] = useState('');
  const label = useValueLabel(field, condition);
  const env = useExpressionEnv();
  useEffect(() => {
    const timer = setTimeout(() => setQ(find.trim()), 250);
    return () => clearTimeout(timer);
  }, [find]);
  const page = useQuery({
    queryKey: ['pick', target, q],
    queryFn: ({ signal }) => api.records(target, { limit: 50, ...(q === '' ? {} : { q }) }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const chosen = valuesOf(condition);
  const toggle = (id: string) => {
    const next = chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
    onChange(next.length === 0 ? null : { op: 'in', value: next.join(',') });
  };
  // Only what can never be chosen is left out; what hangs on the record cannot be told here.
  const items = (page.data?.items ?? []).filter(
    (record) => !field.choose || !isFalse(field.choose, env({ it: record })),
  );
  const elsewhere = chosen.filter((id) => !items.some((record) => record.id === id));
  return (
    <>
      <div className={styles['search']}>
        <OutlinedInput
          size="small"
          fullWidth
          value={find}
          placeholder={`查找${field.label}`}
          onChange={(event) => setFind(event.target.value)}
          inputProps={{ 'aria-label': `查找${field.label}` }}
        />
      </div>
      <div className={styles['options']} role="group" aria-label={field.label}>
        {page.isPending && <TextSkeleton />}
        {page.error && !page.data && <ErrorState error={page.error} onRetry={() => void page.refetch()} compact />}
        {elsewhere.map((id) => (
          <CheckOption key={id} label={label(id)} checked onToggle={() => toggle(id)} />
        ))}
        {items.map((record) => (
          <CheckOption
            key={record.id}
            label={record._title}
            checked={chosen.includes(record.id)}
            onToggle={() => toggle(record.id)}
          />
        ))}
        {page.data && items.length === 0 && <p className={styles['note']}>没有找到，换个词再试</p>}
        {page.data?.next && <p className={styles['note']}>还有更多，请输入文字查找</p>}
      </div>
    </>
  );
}
