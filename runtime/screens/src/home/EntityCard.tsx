// One entity: how many, and its saved lists with their counts. Every number opens its rows.
import { Link } from 'react-router-dom';
import { useCount } from '../client/index.ts';
import { countText, paths } from '../parts/index.ts';
import { dueFirst } from './home_lists.ts';
import type { HomeList } from './home_lists.ts';
import styles from './Home.module.css';

const most = 3;

export function EntityCard(props: { list: HomeList }) {
  const { label, view, entity } = props.list;
  const total = useCount(entity.name, {});
  return (
    <section className={styles['card']} aria-label={label}>
      <Link to={paths.list(view.name)} className={styles['entity']}>
        <span className={styles['label']}>{label}</span>
        <span className={styles['number']}>{total.data ? countText(total.data) : total.error ? '—' : ' '}</span>
      </Link>
      <p className={styles['saved']}>
        {dueFirst(view)
          .slice(0, most)
          .map((saved) => (
            <SavedCount key={saved.name} list={props.list} name={saved.name} label={saved.label} filter={saved.text} />
          ))}
      </p>
    </section>
  );
}

function SavedCount(props: { list: HomeList; name: string; label: string; filter: string }) {
  const { entity, view } = props.list;
  const { data } = useCount(entity.name, { filter: props.filter });
  return (
    <Link to={paths.list(view.name, `saved=${encodeURIComponent(props.name)}`)} className={styles['savedLink']}>
      {props.label}
      {data && <b>{countText(data)}</b>}
    </Link>
  );
}
