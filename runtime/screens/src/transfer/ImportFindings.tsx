// What a dry run or an import found: how many lines came to what, why the others did not go in, and what can be done next.
import { useState } from 'react';
import Button from '@mui/material/Button';
import { Link } from 'react-router-dom';
import { problemTitle, transferApi, useEntity } from '../client/index.ts';
import type { ImportView } from '../client/index.ts';
import { placeOf } from '../form/faults.ts';
import { ConfirmDialog, paths, useToast } from '../parts/index.ts';
import styles from './Import.module.css';

const STEP = 50;

export function ImportFindings(props: { entity: string; view: ImportView; onChange(): Promise<void> }) {
  const { view } = props;
  const entity = useEntity(props.entity);
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const dry = view.state === 'checked';
  const counts = (dry ? view.checked : view.counts) ?? { created: 0, updated: 0, unchanged: 0, repeated: 0, bad: 0 };
  const good = counts.created + counts.updated;
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      await transferApi.beginImport(entity.name, view.id, 'run', view.mapping);
      await props.onChange();
    } catch (error) {
      toast({ text: problemTitle(error), tone: 'bad' });
      setBusy(false);
    }
  };
  const undo = async (): Promise<void> => {
    await transferApi.undoImport(entity.name, view.id);
    setAsking(false);
    await props.onChange();
  };
  return (
    <>
      {view.state === 'stopped' && (
        <p role="alert">导入中途停止：下面这些已经写入，其余没有。可以撤销，也可以再导入一次，写过的行不会重复。</p>
      )}
      {view.state === 'undone' && <Undone view={view} entity={entity.name} />}
      <div role="status" className={styles['figures']}>
        <Figure label={dry ? '可以新建' : '已新建'} value={counts.created} tone="ok" />
        <Figure label={dry ? '可以更新' : '已更新'} value={counts.updated} tone="ok" />
        {counts.unchanged > 0 && <Figure label="没有变化" value={counts.unchanged} />}
        {counts.repeated > 0 && <Figure label="上次已导入" value={counts.repeated} />}
        <Figure label={dry ? '有问题' : '没有导入'} value={counts.bad} tone={counts.bad > 0 ? 'bad' : 'plain'} />
      </div>
      {view.faults.length > 0 && (
        <Faults view={view} bad={counts.bad} labelOf={(path) => placeOf(path, entity) || path} />
      )}
      <div className={styles['actions']}>
        {dry && (
          <Button variant="contained" disabled={busy || good === 0} onClick={() => void run()}>
            导入 {good.toLocaleString('zh-CN')} 行
          </Button>
        )}
        {counts.bad > 0 && (
          <>
            <Button variant="outlined" href={transferApi.refusedUrl(entity.name, view.id, 'xlsx')} download>
              下载错误行（Excel）
            </Button>
            <Button variant="outlined" href={transferApi.refusedUrl(entity.name, view.id, 'csv')} download>
              下载错误行（CSV）
            </Button>
          </>
        )}
        {(view.state === 'done' || view.state === 'stopped') && good > 0 && (
          <Button variant="outlined" color="error" onClick={() => setAsking(true)}>
            撤销导入
          </Button>
        )}
        <Button variant="outlined" component={Link} to={paths.import(entity.name)}>
          {dry ? '换一个文件' : '再导入一个文件'}
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        danger
        title="撤销这次导入？"
        confirm="撤销导入"
        onConfirm={undo}
        onClose={() => setAsking(false)}
      >
        {doneTo(counts.created, (n) => `新建的 ${n} 条移到回收站，`)}
        {doneTo(counts.updated, (n) => `更新过的 ${n} 条恢复原来的内容，`)}
        后来有人改过的不动，并会列出来。
      </ConfirmDialog>
    </>
  );
}

function Faults(props: { view: ImportView; bad: number; labelOf(path: string): string }) {
  const { view } = props;
  const [most, setMost] = useState(STEP);
  return (
    <>
      <div tabIndex={0} role="region" aria-label="有问题的行" className={styles['scroll']}>
        <table className={`${styles['table']} ${styles['findings']}`}>
          <thead>
            <tr>
              <th scope="col">行</th>
              <th scope="col">列</th>
              <th scope="col">原因</th>
              <th scope="col">代码</th>
            </tr>
          </thead>
          <tbody>
            {view.faults.slice(0, most).flatMap((line) =>
              line.faults.map((fault, index) => (
                <tr key={`${line.line} ${index}`}>
                  <td>{index === 0 ? line.line : ''}</td>
                  <td>{fault.path ? props.labelOf(fault.path) : '整行'}</td>
                  <td>
                    {fault.message}
                    {fault.remedy ? <span className={styles['quiet']}>（{fault.remedy}）</span> : null}
                  </td>
                  <td className={styles['quiet']}>{fault.code}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
        {view.faults.length > most && (
          <Button fullWidth onClick={() => setMost(most + STEP)}>
            再显示 {Math.min(STEP, view.faults.length - most)} 行
          </Button>
        )}
      </div>
      {props.bad > view.faults.length && (
        <p className={styles['quiet']}>
          这里显示前 {view.faults.length} 行，全部 {props.bad.toLocaleString('zh-CN')} 行请下载错误行。
        </p>
      )}
    </>
  );
}

function Undone(props: { view: ImportView; entity: string }) {
  const { undo } = props.view;
  if (!undo) return null;
  return (
    <div role="status" style={{ marginBottom: 16 }}>
      已撤销
      {doneTo(undo.removed, (n) => `，收回新建的 ${n} 条`)}
      {doneTo(undo.restored, (n) => `，恢复更新过的 ${n} 条`)}。
      {undo.kept > 0 && (
        <>
          {' '}
          {undo.kept.toLocaleString('zh-CN')} 条后来有人改过，没有动：
          {undo.kept_records.slice(0, 20).map(({ id, title }, i) => (
            <span key={id}>
              {i > 0 && '、'}
              <Link to={paths.record(props.entity, id)}>{title}</Link>
            </span>
          ))}
        </>
      )}
    </div>
  );
}

function Figure(props: { label: string; value: number; tone?: 'ok' | 'bad' | 'plain' }) {
  const colour = props.tone === 'ok' ? 'var(--ok)' : props.tone === 'bad' ? 'var(--bad)' : 'var(--ink)';
  return (
    <div className={styles['figure']}>
      <span className={styles['quiet']}>{props.label}</span>
      <strong style={{ color: props.value === 0 ? 'var(--ink3)' : colour }}>
        {props.value.toLocaleString('zh-CN')} <span className={styles['quiet']}>行</span>
      </strong>
    </div>
  );
}

/** Words about a number of records; none about none. */
function doneTo(count: number, words: (n: string) => string): string {
  return count > 0 ? words(count.toLocaleString('zh-CN')) : '';
}
