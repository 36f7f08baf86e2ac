// One conflict: what it was, what the new version says, what the bureau says, and the choice.
import { useState } from 'react';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useQueryClient } from '@tanstack/react-query';
import { ApiProblem, Chip, problemTitle, recentTime, serverNow, useModel, useToast } from '@shijian/screens/kit';
import { isDiagnosticCode, sentences } from '@shijian/kernel';
import { doorApi, doorKeys } from '../client/door_api.ts';
import type { Conflict, ConflictChoice, ConflictSide } from '../client/types.ts';
import { kindLabel } from '../documents/kind_words.ts';
import { fileName } from '../documents/paths.ts';
import styles from './Packages.module.css';

const reasons: Record<Conflict['reason'], string> = {
  changed: '新版本和本局都改了这里',
  removed: '新版本里已经没有这里',
  added: '新版本和本局都新加了这里',
  moved: '新版本和本局排的顺序不同',
  reference: '本局用到的内容，新版本里没有了',
};

/** Versions that the bureau runs before and after; null: it does not run the package. */
export interface Versions {
  from: string | null;
  to: string | null;
}

export function ConflictCard(props: {
  conflict: Conflict;
  label: string | null;
  versions: Versions;
  /** The document as the draft has it, for whoever writes the whole of it. */
  document: string;
  mayDecide: boolean;
}) {
  const { conflict, mayDecide } = props;
  const client = useQueryClient();
  const toast = useToast();
  const { tenant } = useModel();
  const [busy, setBusy] = useState(false);
  const [text, setText] = useState(
    conflict.decision?.text ??
      (conflict.does === 'document' && conflict.choices.includes('text') ? props.document : ''),
  );
  const [fault, setFault] = useState<string | null>(null);
  const decide = async (choice: ConflictChoice) => {
    setBusy(true);
    setFault(null);
    try {
      const { open } = await doorApi.decide(conflict.id, choice, choice === 'text' ? text : undefined);
      toast({ text: open > 0 ? `已决定，还有 ${open} 处` : '全部冲突都已决定，可以看计划了' });
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'E_CONFLICT_TEXT') setFault(problemTitle(error));
      else toast({ text: problemTitle(error), tone: 'bad' });
    } finally {
      await Promise.all([
        client.invalidateQueries({ queryKey: doorKeys.conflicts(conflict.draft) }),
        client.invalidateQueries({ queryKey: doorKeys.drafts }),
      ]);
      setBusy(false);
    }
  };
  const [kind = '', name = ''] = conflict.document.split(' ');
  const what = name === '' ? fileName(kind) : `${kindLabel(kind)}“${props.label ?? name}”`;
  const { decision } = conflict;
  return (
    <section className={styles['conflict']} aria-label={`${what} ${conflict.address}`}>
      <div className={styles['conflictHead']}>
        <h2>{what}</h2>
        {conflict.address && <code>{conflict.address}</code>}
        <span className={styles['small']}>{faultText(conflict) ?? reasons[conflict.reason]}</span>
        {decision ? <Chip tone="good" label="已决定" /> : <Chip tone="warn" label="待决定" />}
        {decision && conflict.decided_name && conflict.decided_at && (
          <span className={styles['small']}>
            {conflict.decided_name} · {recentTime(conflict.decided_at, serverNow(), tenant.time_zone)}
          </span>
        )}
      </div>
      <div className={styles['sides']}>
        {sidesOf(conflict, props.versions).map(({ choice, title, act, none }) => {
          const side = conflict[choice];
          const chosen = decision?.choice === choice;
          return (
            <div key={choice} className={styles['side']} data-chosen={chosen} role="group" aria-label={title}>
              <b>{title}</b>
              {side ? <pre tabIndex={0}>{valueText(side.value)}</pre> : <p className={styles['none']}>{none}</p>}
              {side && <Origin side={side} />}
              {mayDecide && conflict.choices.includes(choice) && (
                <Button
                  size="small"
                  variant={chosen ? 'contained' : 'outlined'}
                  disabled={busy}
                  aria-pressed={chosen}
                  onClick={() => void decide(choice)}
                >
                  {chosen ? '已选用' : act}
                </Button>
              )}
            </div>
          );
        })}
      </div>
      {mayDecide && conflict.choices.includes('text') && (
        <div className={styles['other']} data-chosen={decision?.choice === 'text'}>
          <TextField
            label={conflict.does === 'document' ? '改写整份文档' : '都不合适，另写一个值'}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setFault(null);
            }}
            multiline
            maxRows={12}
            error={fault !== null}
            helperText={fault}
            sx={{ flex: 1, minWidth: 220 }}
          />
          <Button
            variant="outlined"
            disabled={busy || text.trim() === '' || (decision?.choice === 'text' && decision.text === text)}
            onClick={() => void decide('text')}
          >
            {decision?.choice === 'text' && decision.text === text
              ? '已选用'
              : conflict.does === 'document'
                ? '用改写的'
                : '用这个值'}
          </Button>
        </div>
      )}
    </section>
  );
}

interface Side {
  choice: Exclude<ConflictChoice, 'text'>;
  title: string;
  act: string;
  /** Said where there is no value. */
  none: string;
}

function sidesOf({ reason, does }: Conflict, { from, to }: Versions): Side[] {
  const before = from === null ? '现在' : `现用的 ${from}`;
  const after = to === null ? '停用以后' : `要换成的 ${to}`;
  // A document or change of the bureau's own over what is gone: there is nothing to take in its stead.
  const gives = reason === 'reference' || reason === 'removed';
  const drop = does === 'document' ? '去掉这份文档' : '去掉本局这一处';
  return [
    {
      choice: 'base',
      title: before,
      act: `用 ${from ?? '原来'} 的`,
      none: from === null ? '现在没有' : `${from} 里没有`,
    },
    {
      choice: 'theirs',
      title: after,
      act: gives || to === null ? drop : `用 ${to} 的`,
      none: to === null ? '停用以后就没有了' : `${to} 里没有`,
    },
    { choice: 'ours', title: '本局', act: '留本局的', none: '本局没有' },
  ];
}

/** What is wrong, where the merge itself made something wrong. */
function faultText({ fault }: Conflict): string | null {
  if (!fault || !isDiagnosticCode(fault.code)) return null;
  return sentences({ ...fault, code: fault.code }, 'zh');
}

/** Where a value is written. */
function Origin(props: { side: ConflictSide }) {
  const { path, line } = props.side;
  return (
    <span className={styles['small']}>
      {path}:{line}
    </span>
  );
}

/** As an admin reads it: text as it is, yes and no in words, the rest as in a document. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '是（true）' : '否（false）';
  return JSON.stringify(value, null, 2) ?? '';
}
