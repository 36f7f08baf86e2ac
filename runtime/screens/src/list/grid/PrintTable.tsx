// The page of rows as a plain table, for paper. On the screen it is not there.
import type { FieldContext } from '@shijian/kernel';
import type { RecordJson } from '../../client/index.ts';
import { cellText } from '../../fields/index.ts';
import type { ListColumn } from '../columns.ts';
import { columnRecord } from '../column_record.ts';

export function PrintTable(props: { columns: ListColumn[]; records: RecordJson[]; lists: FieldContext }) {
  return (
    <table className="sj-print-table" aria-hidden>
      <thead>
        <tr>
          {props.columns.map((column) => (
            <th key={column.path}>{column.label}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.records.map((record) => (
          <tr key={record.id}>
            {props.columns.map((column) => (
              <td key={column.path}>{cellText(column.field, columnRecord(column, record), props.lists)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
