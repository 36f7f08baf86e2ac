// What there is in every bureau below, for who looks across them: a line a bureau, a number an entity; every number opens its rows.
import { Link } from 'react-router-dom';
import { BUREAU, useAggregate, useModel } from '../client/index.ts';
import { ErrorState, paths } from '../parts/index.ts';
import { formatCondition } from '../list/conditions.ts';
import type { HomeList } from './home_lists.ts';
import styles from './Home.module.css';

export function BureausCard(props: { lists: HomeList[] }) {
  const { bureaus } = useModel();
  return (
    <section className={styles['card']} aria-label="各单位情况">
      <header className={styles['head']}>
        <h2>各单位情况</h2>
      </header>
      <div className={styles['bureaus']} role="table" aria-label="各单位情况">
        <div role="row" className={styles['bureauHead']}>
          <span role="columnheader">单位</span>
          {props.lists.map((list) => (
            <span role="columnheader" key={list.view.name}>
              {list.label}
            </span>
          ))}
        </div>
        {bureaus.map((bureau) => (
          <div role="row" key={bureau.name} className={styles['bureau']}>
            <span role="rowheader">{bureau.label}</span>
            {props.lists.map((list) => (
              <BureauCount key={list.view.name} list={list} bureau={bureau} />
            ))}
          </div>
        ))}
      </div>
    </section>
  );
}

function BureauCount(props: { list: HomeList; bureau: { name: string; label: string } }) {
  const { list, bureau } = props;
  // One request an entity: the cells of a column share it.
  const counts = useAggregate(list.entity.name, { group: BUREAU });
  if (counts.error) return <ErrorState error={counts.error} onRetry={() => void counts.refetch()} compact />;
  const found = counts.data?.items.find((item) => item.group[BUREAU]?.value === bureau.name);
  const count = found ? Number(found.measure['count']) : 0;
  const query = `f.${BUREAU}=${encodeURIComponent(formatCondition({ op: 'in', value: bureau.name }))}`;
  return (
    <span role="cell">
      <small aria-hidden="true">{list.label}</small>
      <Link
        to={paths.list(list.view.name, query)}
        aria-label={counts.data ? `${bureau.label}${list.label} ${count}` : undefined}
      >
        {counts.data ? count.toLocaleString('en-US') : '…'}
      </Link>
    </span>
  );
}
