// 冲突台: where the new version and the bureau both changed one place. Three values side by side; until all are decided nothing is published.
import { useState } from 'react';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Chip, EmptyState, ErrorState, TextSkeleton, problemTitle, useToast } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import type { Conflict, ConflictChoice, ConflictSide } from '../client/types.ts';
import { kindLabel } from '../documents/kind_words.ts';
import styles from './Packages.module.css';

const reasons: Record<Conflict['reason'], string> = {
  changed: '新版本和本局都改了这里',
  removed: '新版本里已经没有这里',
  added: '新版本和本局都新加了这里',
  moved: '新版本和本局排的顺序不同',
  reference: '本局用到的内容，新版本里没有了',
};
const sides: readonly { choice: Exclude<ConflictChoice, 'text'>; title: string; act: string }[] = [
  { choice: 'base', title: '旧版本', act: '用旧版本的' },
  { choice: 'theirs', title: '新版本', act: '用新版本的' },
  { choice: 'ours', title: '本局的', act: '留本局的' },
];

export function ConflictDesk(props: { draft: string; mayDecide: boolean }) {
  const query = useQuery({
    queryKey: doorKeys.conflicts(props.draft),
    queryFn: () => doorApi.conflicts(props.draft),
  });
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} compact />;
  if (!query.data) return <TextSkeleton lines={6} />;
  if (query.data.items.length === 0) return <EmptyState compact title="没有冲突" text="新版本和本局的调整互不相干。" />;
  return (
    <>
      <p role="status">
        {query.data.open > 0
          ? `还有 ${query.data.open} 处要决定；决定完之前，本局继续用原来的配置`
          : '都已决定，可以看计划了'}
      </p>
      {query.data.items.map((conflict) => (
        <Desk key={conflict.id} conflict={conflict} mayDecide={props.mayDecide} />
      ))}
    </>
  );
}

function Desk(props: { conflict: Conflict; mayDecide: boolean }) {
  const { conflict } = props;
  const client = useQueryClient();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const [text, setText] = useState(conflict.decision?.text ?? '');
  const decide = async (choice: ConflictChoice) => {
    setBusy(true);
    try {
      const { open } = await doorApi.decide(conflict.id, choice, choice === 'text' ? text : undefined);
      toast({ text: open > 0 ? `已决定，还有 ${open} 处` : '全部冲突都已决定' });
      await Promise.all([
        client.invalidateQueries({ queryKey: doorKeys.conflicts(conflict.draft) }),
        client.invalidateQueries({ queryKey: doorKeys.drafts }),
      ]);
    } catch (error) {
      toast({ text: problemTitle(error), tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  const [kind = '', name = ''] = conflict.document.split(' ');
  return (
    <section className={styles['conflict']} aria-label={`${conflict.document} ${conflict.address}`}>
      <div className={styles['conflictHead']}>
        <b>
          {kindLabel(kind)} {name} {conflict.address}
        </b>
        <span className={styles['small']}>{reasons[conflict.reason]}</span>
        {conflict.decision ? (
          <Chip tone="good" label={`已决定${conflict.decided_name ? ` · ${conflict.decided_name}` : ''}`} />
        ) : (
          <Chip tone="warn" label="待决定" />
        )}
      </div>
      <div className={styles['sides']}>
        {sides.map(({ choice, title, act }) => (
          <div
            key={choice}
            className={styles['side']}
            data-chosen={conflict.decision?.choice === choice}
            role="group"
            aria-label={title}
          >
            <b>{title}</b>
            <pre tabIndex={0}>{valueText(conflict[choice])}</pre>
            <span className={styles['small']}>{originText(conflict[choice])}</span>
            {props.mayDecide && conflict.choices.includes(choice) && (
              <Button
                size="small"
                variant="outlined"
                disabled={busy || conflict.decision?.choice === choice}
                onClick={() => void decide(choice)}
              >
                {conflict.decision?.choice === choice ? '已选用' : act}
              </Button>
            )}
          </div>
        ))}
      </div>
      {props.mayDecide && conflict.choices.includes('text') && (
        <div className={styles['other']}>
          <TextField
            label="写别的值"
            value={text}
            onChange={(event) => setText(event.target.value)}
            multiline
            sx={{ flex: 1, minWidth: 220 }}
          />
          <Button variant="outlined" disabled={busy || text.trim() === ''} onClick={() => void decide('text')}>
            用这个值
          </Button>
        </div>
      )}
    </section>
  );
}

function valueText(side: ConflictSide | null): string {
  if (!side) return '（没有）';
  return typeof side.value === 'string' ? side.value : JSON.stringify(side.value, null, 2);
}

function originText(side: ConflictSide | null): string {
  return side ? `${side.path}:${side.line}` : '';
}
