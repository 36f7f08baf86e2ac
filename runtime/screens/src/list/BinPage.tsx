// The recycle bin of an entity: what was deleted, and the way back.
import Button from '@mui/material/Button';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import { ApiProblem, problemTitle, useEntity, useModel, useRecords, useRestoreRecord } from '../client/index.ts';
import type { RecordJson, WireEntity } from '../client/index.ts';
import { EmptyState, ErrorState, PageHeader, RowsSkeleton, paths, recentTime, useToast } from '../parts/index.ts';
import { serverNow } from '../client/index.ts';
import { recordHint } from './record_hint.ts';
import styles from './BinPage.module.css';

export function BinPage() {
  const { entity: name = '' } = useParams();
  const entity = useEntity(name);
  if (entity.can.restore) return <Bin entity={entity} />;
  return (
    <ErrorState
      error={new ApiProblem({ status: 403, code: 'E_FORBIDDEN', title: `您没有恢复${entity.label}的权限` })}
      actions={
        <Button variant="outlined" component={Link} to={paths.home()}>
          回到首页
        </Button>
      }
    />
  );
}

function Bin({ entity }: { entity: WireEntity }) {
  const model = useModel();
  const toast = useToast();
  const [search, setSearch] = useSearchParams();
  const after = search.get('after') ?? undefined;
  const query = useRecords(entity.name, { deleted: 'only', limit: 50, ...(after ? { after } : {}) });
  const restore = useRestoreRecord(entity.name);
  const list = Object.values(model.views).find((view) => view.type === 'list' && view.of === entity.name);

  const bringBack = (record: RecordJson) =>
    restore.mutate(record, {
      onSuccess: () => toast({ text: `已恢复“${record._title}”` }),
      onError: (error) => toast({ text: `“${record._title}”没有恢复：${problemTitle(error)}`, tone: 'bad' }),
    });

  return (
    <div className={styles['page']}>
      <PageHeader
        title={`${entity.label} · 回收站`}
        actions={
          list && (
            <Button variant="outlined" component={Link} to={paths.list(list.name)}>
              返回列表
            </Button>
          )
        }
      />
      <div className={styles['card']}>
        {query.isPending && <RowsSkeleton rows={6} height={52} />}
        {query.error && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
        {query.data?.items.length === 0 && (
          <EmptyState title="回收站是空的" text={`删除的${entity.label}会放在这里，需要时可以恢复。`} />
        )}
        <ul>
          {query.data?.items.map((record) => (
            <li key={record.id} className={styles['row']}>
              <div className={styles['what']}>
                <p className={styles['title']}>{record._title}</p>
                <p className={styles['hint']}>
                  {[recordHint(model, entity.name, record), deletedText(record, model.tenant.time_zone)]
                    .filter((text) => text !== '')
                    .join(' · ')}
                </p>
              </div>
              <Button variant="outlined" disabled={restore.isPending} onClick={() => bringBack(record)}>
                恢复
              </Button>
            </li>
          ))}
        </ul>
      </div>
      {(after !== undefined || query.data?.next) && (
        <div className={styles['foot']}>
          <Button variant="outlined" disabled={after === undefined} onClick={() => setSearch({})}>
            回到第一页
          </Button>
          <Button
            variant="outlined"
            disabled={!query.data?.next}
            onClick={() => query.data?.next && setSearch({ after: query.data.next })}
          >
            下一页
          </Button>
        </div>
      )}
    </div>
  );
}

export default BinPage;

function deletedText(record: RecordJson, timeZone: string): string {
  const at = record._deleted_at ?? record.updated_at;
  return at ? `${recentTime(at, serverNow(), timeZone)} 删除` : '';
}
