// Codes to tick. A flat list is a list with a search; a tree (regions, industries) is gone down level by level.
import { useMemo, useState } from 'react';
import OutlinedInput from '@mui/material/OutlinedInput';
import type { CodeListModel, CodeModel } from '@shijian/kernel';
import { codesOf, useCodeList, useModel } from '../../client/index.ts';
import { ErrorState, TextSkeleton } from '../../parts/index.ts';
import { filterKind } from '../filter_kinds.ts';
import { valuesOf } from '../conditions.ts';
import { CheckOption } from './CheckOption.tsx';
import type { EditorProps } from './ConditionEditor.tsx';
import styles from './Editors.module.css';

const most = 100;

export function CodeEditor(props: EditorProps) {
  const { field, condition, onChange } = props;
  const handle = useCodeList(field.list);
  const [find, setFind] = useState('');
  const [gone, setGone] = useState<string | null | undefined>(undefined);
  const { tenant } = useModel();
  const list = handle.list;
  // A tree is asked for with everything below; several codes of one record only by the codes themselves.
  const tree = list?.tree === true && filterKind(field) === 'code';
  const chosen = valuesOf(condition);
  // A list of areas opens where the bureau is: its rows are there.
  const at = gone === undefined ? (tree && list && codesOf(list).has(tenant.region) ? tenant.region : null) : gone;
  const shown = useMemo(
    () => (list ? offered(list, tree, find.trim(), at, chosen) : []),
    [list, tree, find, at, chosen],
  );
  if (handle.error) return <ErrorState error={handle.error} compact />;
  if (!list) return <div className={styles['pad']}>{<TextSkeleton />}</div>;
  const toggle = (code: string) => {
    const next = chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code];
    onChange(next.length === 0 ? null : { op: tree ? 'under' : 'in', value: next.join(',') });
  };
  const parents = new Set(tree ? list.codes.map((code) => code.parent) : []);
  return (
    <>
      {(tree || list.codes.length > 8) && (
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
      )}
      {tree && find.trim() === '' && at !== null && <Crumbs list={list} at={at} onGo={setGone} />}
      <div className={styles['options']} role="group" aria-label={field.label}>
        {shown.slice(0, most).map((code) => (
          <CheckOption
            key={code.code}
            label={code.label}
            note={find.trim() === '' ? undefined : pathOf(list, code)}
            checked={chosen.includes(code.code)}
            onToggle={() => toggle(code.code)}
          >
            {tree && parents.has(code.code) && (
              <button
                type="button"
                className={styles['into']}
                aria-label={`${code.label}的下级`}
                onClick={() => {
                  setFind('');
                  setGone(code.code);
                }}
              >
                下级 ›
              </button>
            )}
          </CheckOption>
        ))}
        {shown.length > most && <p className={styles['note']}>还有 {shown.length - most} 项，请输入文字查找</p>}
        {shown.length === 0 && <p className={styles['note']}>没有这一项</p>}
      </div>
    </>
  );
}

function Crumbs(props: { list: CodeListModel; at: string; onGo: (code: string | null) => void }) {
  const chain = ancestors(props.list, props.at);
  return (
    <div className={styles['crumbs']}>
      <button type="button" onClick={() => props.onGo(null)}>
        全部
      </button>
      {chain.map((code) => (
        <button key={code.code} type="button" onClick={() => props.onGo(code.code)}>
          › {code.label}
        </button>
      ))}
    </div>
  );
}

/** Retired codes stay offered here: old rows still hold them. Chosen ones come first in a tree, or they could not be unticked. */
function offered(list: CodeListModel, tree: boolean, find: string, at: string | null, chosen: string[]): CodeModel[] {
  if (find !== '') return list.codes.filter((code) => code.label.includes(find) || code.code.startsWith(find));
  if (!tree) return list.codes;
  const level = list.codes.filter((code) => code.parent === at);
  const byCode = codesOf(list);
  const elsewhere = chosen.flatMap((code) => byCode.get(code) ?? []).filter((code) => code.parent !== at);
  return [...elsewhere, ...level];
}

/** From the root down to and with the code. */
function ancestors(list: CodeListModel, code: string): CodeModel[] {
  const byCode = codesOf(list);
  const chain: CodeModel[] = [];
  for (let next = byCode.get(code); next && chain.length < 10; next = byCode.get(next.parent ?? ''))
    chain.unshift(next);
  return chain;
}

function pathOf(list: CodeListModel, code: CodeModel): string | undefined {
  const chain = ancestors(list, code.parent ?? '');
  return chain.length === 0 ? undefined : chain.map((ancestor) => ancestor.label).join(' / ');
}
