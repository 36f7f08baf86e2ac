// What I wrote last: when, what, which.
import { Link } from 'react-router-dom';
import { serverNow, useModel, useRecent } from '../client/index.ts';
import type { RecentItem } from '../client/index.ts';
import { EmptyState, ErrorState, TextSkeleton, paths, recentTime } from '../parts/index.ts';
import styles from './Home.module.css';

const verbs: Record<RecentItem['action'], string> = {
  create: '新建了',
  update: '修改了',
  delete: '删除了',
  restore: '恢复了',
  import: '导入了',
};

export function RecentCard() {
  const recent = useRecent();
  const { tenant } = useModel();
  const items = recent.data?.items ?? [];
  return (
    <section className={styles['card']} aria-label="最近">
      <header className={styles['head']}>
        <h2>最近</h2>
      </header>
      {recent.isPending && (
        <div className={styles['recentList']}>
          <TextSkeleton lines={5} />
        </div>
      )}
      {recent.error && !recent.data && (
        <ErrorState error={recent.error} onRetry={() => void recent.refetch()} compact />
      )}
      {recent.data && items.length === 0 && (
        <EmptyState title="还没有最近的工作" text="您新建或修改过的内容会列在这里，方便接着做。" />
      )}
      <ol className={styles['recentList']}>
        {items.slice(0, 12).map((item) => (
          <li key={`${item.id}${item.at}`} className={styles['recent']}>
            <time dateTime={item.at}>{recentTime(item.at, serverNow(), tenant.time_zone)}</time>
            <span>
              {verbs[item.action]}
              {item.entity_label}{' '}
              {item.action === 'delete' ? (
                item.title
              ) : (
                <Link to={paths.record(item.entity, item.id)}>{item.title}</Link>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
