// What was imported here before: when, by whom, what came of it, and the way back into one's own.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { queryKeys, serverNow, transferApi, useModel } from '../client/index.ts';
import type { PastImport } from '../client/index.ts';
import { paths, recentTime } from '../parts/index.ts';
import styles from './Import.module.css';

export function PastImports(props: { entity: string }) {
  const { tenant } = useModel();
  const found = useQuery({
    queryKey: queryKeys.imports(props.entity),
    queryFn: () => transferApi.pastImports(props.entity),
  });
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className={styles['card']}>
      <h2 style={{ margin: '0 0 4px', fontSize: '1rem' }}>导入记录</h2>
      <ul className={styles['past']}>
        {items.map((item) => (
          <li key={item.id}>
            <div className={styles['what']}>
              {item.own ? <Link to={paths.import(props.entity, item.id)}>{item.file_name}</Link> : item.file_name}
              <div className={styles['quiet']}>
                {recentTime(item.created_at, serverNow(), tenant.time_zone)} · {item.by}
              </div>
            </div>
            <span className={styles['quiet']}>{outcomeOf(item)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function outcomeOf(item: PastImport): string {
  if (item.state === 'running') return '正在导入';
  if (item.state === 'undoing') return '正在撤销';
  const { created = 0, updated = 0, bad = 0 } = item.counts ?? {};
  const parts = [
    item.state === 'undone' ? '已撤销' : item.state === 'stopped' ? '中途停止' : '',
    created > 0 ? `新建 ${created.toLocaleString('zh-CN')}` : '',
    updated > 0 ? `更新 ${updated.toLocaleString('zh-CN')}` : '',
    bad > 0 ? `没有导入 ${bad.toLocaleString('zh-CN')}` : '',
  ].filter(Boolean);
  return parts.join(' · ') || '没有写入';
}
