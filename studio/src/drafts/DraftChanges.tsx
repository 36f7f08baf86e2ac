// The documents that a draft changes, each with its lines before and after.
import { lazy, Suspense } from 'react';
import Button from '@mui/material/Button';
import { Link } from 'react-router-dom';
import { Chip, EmptyState, TextSkeleton } from '@shijian/screens/kit';
import type { DocumentChange, DoorSources } from '../client/types.ts';
import { documentPath, fileName } from '../documents/paths.ts';
import styles from './Drafts.module.css';

const Diff = lazy(() => import('./Diff.tsx'));

export function DraftChanges(props: {
  changes: readonly DocumentChange[];
  draft: string;
  /** The revision that they are made over. */
  sources: DoorSources;
  /** Called with the path whose change is to be taken out; absent where nothing may be changed. */
  onUndo?: ((path: string) => void) | undefined;
}) {
  const before = new Map(props.sources.tenant.files.map(({ path, text }) => [path, text]));
  if (props.changes.length === 0)
    return (
      <EmptyState
        title="这份草稿还没有改动"
        text="到“文档”里改动任何一份文档，存入后就会列在这里。"
        actions={
          <Button variant="contained" component={Link} to="/documents">
            去改文档
          </Button>
        }
      />
    );
  return (
    <>
      {props.changes.map(({ path, text }) => {
        const old = before.get(path);
        return (
          <section key={path} className={styles['panel']} aria-label={fileName(path)}>
            <div className={styles['panelHead']}>
              <h3>{fileName(path)}</h3>
              <Chip
                small
                tone={text === null ? 'bad' : 'info'}
                label={text === null ? '删除' : old === undefined ? '新增' : '修改'}
              />
              <span className={styles['path']}>{path}</span>
              <span className={styles['end']}>
                {props.onUndo && (
                  <Button size="small" variant="outlined" onClick={() => props.onUndo?.(path)}>
                    撤销
                  </Button>
                )}
                {props.onUndo && text !== null && (
                  <Button
                    size="small"
                    variant="outlined"
                    component={Link}
                    to={documentPath(path, undefined, { draft: props.draft })}
                  >
                    打开
                  </Button>
                )}
              </span>
            </div>
            <Suspense fallback={<TextSkeleton lines={4} />}>
              <Diff label={`${fileName(path)} 的改动`} before={old ?? ''} after={text ?? ''} />
            </Suspense>
          </section>
        );
      })}
    </>
  );
}
