// The first rows of a saved list, in its own order: what is due next.
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { useModel, useRecords } from '../client/index.ts';
import type { RecordJson } from '../client/index.ts';
import { FieldValue } from '../fields/index.ts';
import { EmptyState, ErrorState, RowsSkeleton, paths } from '../parts/index.ts';
import { columnRecord } from '../list/column_record.ts';
import { includeOf, resolveColumn, viewColumns } from '../list/columns.ts';
import type { ListColumn } from '../list/columns.ts';
import { sortText } from '../list/list_address.ts';
import { recordHint } from '../list/record_hint.ts';
import { dueFirst } from './home_lists.ts';
import type { HomeList } from './home_lists.ts';
import styles from './Home.module.css';

const rows = 7;

export function DueCard(props: { list: HomeList }) {
  const { view, entity } = props.list;
  const model = useModel();
  const choices = dueFirst(view).slice(0, 4);
  const [name, setName] = useState(choices[0]?.name);
  const saved = view.saved.find((candidate) => candidate.name === name);
  const columns = viewColumns(model, view);
  const include = includeOf(columns);
  const query = useRecords(entity.name, {
    limit: rows,
    ...(saved ? { filter: saved.text } : {}),
    ...(view.sort.length > 0 ? { sort: sortText(view.sort) } : {}),
    ...(include ? { include } : {}),
  });
  const key = view.sort[0];
  const keyColumn = key ? resolveColumn(model, entity, key.path) : null;
  const grade = columns.find((column) => column.path !== keyColumn?.path && hasTone(model, column));
  const to = paths.list(view.name, name ? `saved=${encodeURIComponent(name)}` : undefined);
  return (
    <section className={styles['card']} aria-label={`${props.list.label}：要留意的`}>
      <header className={styles['head']}>
        <h2>{props.list.label}</h2>
        <div className={styles['pick']} role="group" aria-label="选择视图">
          {choices.map((candidate) => (
            <button
              key={candidate.name}
              type="button"
              aria-pressed={candidate.name === name}
              onClick={() => setName(candidate.name)}
            >
              {candidate.label}
            </button>
          ))}
        </div>
        <Link to={to} className={styles['all']}>
          全部
        </Link>
      </header>
      {query.isPending && <RowsSkeleton rows={5} height={64} />}
      {query.error && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} compact />}
      {query.data?.items.length === 0 && (
        <EmptyState title={`没有${saved ? `“${saved.label}”的` : ''}${entity.label}`} text="有了之后会排在这里。" />
      )}
      <ul aria-busy={query.isPlaceholderData}>
        {query.data?.items.map((record) => (
          <li key={record.id}>
            <Link to={paths.record(entity.name, record.id)} className={styles['due']}>
              <span className={styles['dueText']}>
                <span className={styles['dueTitle']}>{record._title}</span>
                <span className={styles['hint']}>{recordHint(model, entity.name, record)}</span>
              </span>
              {grade && <Cell column={grade} record={record} />}
              {keyColumn && (
                <span className={styles['key']}>
                  <small>{keyColumn.label}</small>
                  <Cell column={keyColumn} record={record} />
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Cell(props: { column: ListColumn; record: RecordJson }) {
  return <FieldValue field={props.column.field} record={columnRecord(props.column, props.record)} compact />;
}

/** A list of codes with tones is a state worth showing beside the title. */
function hasTone(model: ReturnType<typeof useModel>, column: ListColumn): boolean {
  const list = model.lists[column.field.list ?? ''];
  return list?.codes?.some((code) => code.tone !== null) ?? false;
}
