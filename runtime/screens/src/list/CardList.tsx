// Rows on the phone: a title and the first facts, a thumb high.
import { Link } from 'react-router-dom';
import type { RecordJson, WireEntity } from '../client/index.ts';
import { FieldValue } from '../fields/index.ts';
import { Chip } from '../parts/Chip.tsx';
import { paths } from '../parts/index.ts';
import type { ListColumn } from './columns.ts';
import { columnRecord } from './column_record.ts';
import styles from './CardList.module.css';

const facts = 4;

export function CardList(props: { entity: WireEntity; columns: ListColumn[]; records: RecordJson[] }) {
  return (
    <ul className={styles['list']}>
      {props.records.map((record) => {
        const rest = props.columns.filter((column) => !isTitle(column, record)).slice(0, facts);
        return (
          <li key={record.id} className={styles['card']}>
            <Link to={paths.record(props.entity.name, record.id)} className={styles['title']}>
              {record._title}
              {record._quarantined === true && <Chip label="待核实" tone="warn" />}
            </Link>
            <dl className={styles['facts']}>
              {rest.map((column) => (
                <div key={column.path}>
                  <dt>{column.label}</dt>
                  <dd>
                    <FieldValue field={column.field} record={columnRecord(column, record)} compact />
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        );
      })}
    </ul>
  );
}

/** The column that only repeats the title. */
function isTitle(column: ListColumn, record: RecordJson): boolean {
  const ref = record._refs?.[column.path];
  const shown = ref && !Array.isArray(ref) ? ref.title : columnRecord(column, record)[column.field.name];
  return shown === record._title;
}
