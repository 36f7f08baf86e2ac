// The second step: which column is what, and whether lines make records or change them.
import { useState } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { useQueryClient } from '@tanstack/react-query';
import { ApiProblem, problemTitle, queryKeys, transferApi } from '../client/index.ts';
import type { Fault, ImportMapping, ImportMode, ImportView } from '../client/index.ts';
import styles from './Import.module.css';

const MODES: Record<ImportMode, string> = {
  create: '只新建：每一行都是新的记录',
  both: '新建和更新：已有的更新，没有的新建',
  update: '只更新：只改已有的记录，没有的不导入',
};

export function MatchColumns(props: { entity: string; view: ImportView; onBegun(): Promise<void> }) {
  const { entity, view } = props;
  const client = useQueryClient();
  const [mapping, setMapping] = useState<ImportMapping>(view.mapping);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<readonly Pick<Fault, 'message'>[]>([]);
  const keys = view.keys.filter(({ fields }) => fields.every((name) => mapping.columns.includes(name)));
  const key = keys.find(({ name }) => name === mapping.key) ?? keys[0];
  const left = view.headings.filter((_, i) => mapping.columns[i] === null);

  const missing =
    mapping.mode === 'update'
      ? []
      : view.fields.filter(({ name, required }) => required && !mapping.columns.includes(name));

  const change = (part: Partial<ImportMapping>): void => {
    setMapping({ ...mapping, ...part });
    setFaults([]);
  };
  const choose = (index: number, name: string): void =>
    change({ columns: mapping.columns.map((was, i) => (i === index ? name || null : was)) });
  const check = async (): Promise<void> => {
    setBusy(true);
    setFaults([]);
    try {
      const chosen = { ...mapping, key: mapping.mode === 'create' ? null : (key?.name ?? null) };
      await transferApi.beginImport(entity, view.id, 'check', chosen);
      void client.invalidateQueries({ queryKey: queryKeys.jobs });
      await props.onBegun();
    } catch (error) {
      setFaults(
        error instanceof ApiProblem && error.faults.length > 0 ? error.faults : [{ message: problemTitle(error) }],
      );
      setBusy(false);
    }
  };
  return (
    <>
      {view.modes.length > 1 && (
        <fieldset className={styles['choices']}>
          <legend>怎样导入</legend>
          {view.modes.map((mode) => (
            <label key={mode}>
              <input type="radio" name="mode" checked={mapping.mode === mode} onChange={() => change({ mode })} />
              {MODES[mode]}
            </label>
          ))}
          {mapping.mode !== 'create' && (
            <label style={{ alignItems: 'center' }}>
              按这一项找已有的记录：
              {keys.length === 0 ? (
                <span style={{ color: 'var(--bad)' }}>文件里没有可以用来对应的列</span>
              ) : (
                <select
                  className={styles['select']}
                  value={key?.name ?? ''}
                  onChange={(event) => change({ key: event.target.value })}
                >
                  {keys.map(({ name, label }) => (
                    <option key={name} value={name}>
                      {label}
                    </option>
                  ))}
                </select>
              )}
            </label>
          )}
        </fieldset>
      )}
      <div className={styles['scroll']} style={{ maxHeight: 'none' }}>
        <table className={`${styles['table']} ${styles['match']}`}>
          <thead>
            <tr>
              <th scope="col">文件里的列</th>
              <th scope="col">对应的内容</th>
              <th scope="col">前几行</th>
            </tr>
          </thead>
          <tbody>
            {view.headings.map((heading, i) => (
              <tr key={i}>
                <th scope="row">{heading || `第 ${i + 1} 列`}</th>
                <td>
                  <select
                    className={styles['select']}
                    aria-label={`“${heading || `第 ${i + 1} 列`}”对应的内容`}
                    value={mapping.columns[i] ?? ''}
                    onChange={(event) => choose(i, event.target.value)}
                  >
                    <option value="">不导入</option>
                    {view.fields.map(({ name, label, required }) => (
                      <option
                        key={name}
                        value={name}
                        disabled={mapping.columns[i] !== name && mapping.columns.includes(name)}
                      >
                        {label}
                        {required ? '（必填）' : ''}
                      </option>
                    ))}
                  </select>
                </td>
                <td className={styles['sample']}>
                  {view.sample
                    .map(({ cells }) => cells[i] ?? '')
                    .filter(Boolean)
                    .slice(0, 3)
                    .join('、')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left.length > 0 && <p className={`${styles['quiet']} ${styles['left']}`}>不导入的列：{left.join('、')}</p>}
      {missing.length > 0 && faults.length === 0 && (
        <Alert severity="warning" sx={{ mt: 2 }}>
          必填但还没有对应列：{missing.map(({ label }) => label).join('、')}。请先对应，或在文件里加上这几列。
        </Alert>
      )}
      {faults.length > 0 && (
        <Alert severity="error" sx={{ mt: 2 }}>
          {faults.map(({ message }) => (
            <div key={message}>{message}</div>
          ))}
        </Alert>
      )}
      <div className={styles['actions']}>
        <Button variant="contained" disabled={busy} onClick={() => void check()}>
          {busy ? '正在开始…' : '预检（不写入）'}
        </Button>
      </div>
    </>
  );
}
