// Home: what there is and what is due, as counts that open their list; what I touched last. Nothing that has no engine yet.
import { useModel, useMe, serverNow } from '../client/index.ts';
import { EmptyState, PageHeader, hourOf, longDay } from '../parts/index.ts';
import { AlertBar } from './AlertBar.tsx';
import { BureausCard } from './BureausCard.tsx';
import { DueCard } from './DueCard.tsx';
import { EntityCard } from './EntityCard.tsx';
import { RecentCard } from './RecentCard.tsx';
import { homeLists } from './home_lists.ts';
import styles from './Home.module.css';

export function HomePage() {
  const model = useModel();
  const me = useMe();
  const now = serverNow();
  const lists = homeLists(model);
  const across = lists.filter((list) => list.entity.across).slice(0, 5);
  const due = lists.find((list) => list.view.saved.length > 0);
  return (
    <div className={styles['home']}>
      <PageHeader
        title={`${greeting(hourOf(now, model.tenant.time_zone))}，${me.user.name}`}
        actions={<span className={styles['date']}>{longDay(now, model.tenant.time_zone)}</span>}
      />
      <AlertBar />
      {lists.length === 0 ? (
        <div className={styles['card']}>
          <EmptyState title="还没有可以使用的业务" text="您的账号还没有分配角色。请联系本单位管理员。" />
        </div>
      ) : (
        <div className={styles['cards']}>
          {lists.slice(0, 4).map((list) => (
            <EntityCard key={list.view.name} list={list} />
          ))}
        </div>
      )}
      {across.length > 0 && <BureausCard lists={across} />}
      <div className={styles['columns']}>
        {due && <DueCard key={due.view.name} list={due} />}
        <RecentCard />
      </div>
    </div>
  );
}

export default HomePage;

/** Bounds as officers greet: 上午 to noon, 中午 to two, 下午 to six. */
function greeting(hour: number): string {
  if (hour < 5) return '夜深了';
  if (hour < 12) return '上午好';
  if (hour < 14) return '中午好';
  if (hour < 18) return '下午好';
  return '晚上好';
}
