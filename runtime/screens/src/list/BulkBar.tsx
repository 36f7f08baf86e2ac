// What can be done with the ticked rows. Deleting says what goes, and can be taken back.
import { useState } from 'react';
import Button from '@mui/material/Button';
import { useQueryClient } from '@tanstack/react-query';
import type { ListViewModel } from '@shijian/kernel';
import { afterWrite, api, ApiProblem, problemTitle } from '../client/index.ts';
import type { ListParams, RecordJson, Total, WireEntity } from '../client/index.ts';
import { ConfirmDialog, countText, useToast } from '../parts/index.ts';
import { ExportButton } from '../transfer/ExportButton.tsx';
import type { ListColumn } from './columns.ts';
import { literal } from './literal.ts';
import type { Selection } from './useSelection.ts';
import styles from './List.module.css';

const listed = 8;

export function BulkBar(props: {
  entity: WireEntity;
  view: ListViewModel;
  selection: Selection;
  columns: ListColumn[];
  request: Pick<ListParams, 'filter' | 'q' | 'sort' | 'tenant'>;
  total: Total | null;
}) {
  const { entity, selection } = props;
  const { records } = selection;
  const client = useQueryClient();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  if (records.length === 0) return <span>已选 0 条</span>;

  const columns = props.columns.map((column) => column.path).join(',');
  const chosen = {
    filter: `record.id in [${records.map((record) => literal(record.id)).join(', ')}]`,
    ...(props.request.sort ? { sort: props.request.sort } : {}),
    columns,
  };
  const removeAll = async () => {
    // A second request may be refused after the first was done.
    const removed = await inBatches(entity.name, 'delete', records).finally(() => afterWrite(client, entity.name));
    selection.clear();
    setAsking(false);
    const undo = { label: '撤销', onClick: () => void restoreAll(removed) };
    toast({
      text: `已删除 ${removed.length} 条${entity.label}`,
      ...(entity.can.restore ? { action: undo } : {}),
    });
  };
  const restoreAll = async (removed: Versioned[]) => {
    try {
      await inBatches(entity.name, 'restore', removed);
      toast({ text: `已恢复 ${removed.length} 条${entity.label}` });
    } catch (error) {
      toast({ text: `没有恢复：${problemTitle(error)}`, tone: 'bad' });
    }
    afterWrite(client, entity.name);
  };

  return (
    <div className={styles['bulk']} role="group" aria-label="批量操作">
      <span>
        已选 <strong>{records.length}</strong> 条
      </span>
      {entity.can.export && <ExportButton entity={entity.name} label="导出所选" params={chosen} />}
      {entity.can.delete && (
        <Button variant="outlined" size="small" onClick={() => setAsking(true)}>
          删除
        </Button>
      )}
      <Button variant="text" size="small" onClick={selection.clear}>
        取消选择
      </Button>
      <ConfirmDialog
        open={asking}
        danger
        title={`删除 ${records.length} 条${entity.label}？`}
        confirm={`删除 ${records.length} 条`}
        onConfirm={removeAll}
        onClose={() => setAsking(false)}
      >
        <ul style={{ margin: '0 0 8px', paddingLeft: 18, listStyle: 'disc', color: 'var(--ink)' }}>
          {records.slice(0, listed).map((record) => (
            <li key={record.id}>{record._title}</li>
          ))}
        </ul>
        {records.length > listed && <p>等 {countText({ value: records.length, exact: true })} 条。</p>}
        <p>删除后进入回收站，档案号和许可证号等会空出来，可以从回收站恢复。</p>
      </ConfirmDialog>
    </div>
  );
}

type Versioned = Pick<RecordJson, 'id' | 'version' | '_title'>;

/** What one request takes. */
const most = 200;
/** Refusals that are told by name. */
const told = 3;

/**
 * Deletes or restores, each request whole or not at all.
 * @returns the records with their versions of now
 * @throws ApiProblem whose title names what stood in the way
 */
async function inBatches(
  entity: string,
  op: 'delete' | 'restore',
  records: readonly Versioned[],
): Promise<Versioned[]> {
  const done: Versioned[] = [];
  for (let at = 0; at < records.length; at += most) {
    const part = records.slice(at, at + most);
    try {
      const { results } = await api.batch(entity, op, [...part]);
      done.push(...results.map(({ id, version }, i) => ({ id, version, _title: part[i]!._title })));
    } catch (error) {
      throw named(error, part, op === 'delete' ? '删除' : '恢复', done.length);
    }
  }
  return done;
}

/** The refusal with the names of its records, and what was done before it. */
function named(error: unknown, records: readonly Versioned[], act: string, before: number): unknown {
  if (!(error instanceof ApiProblem) || error.faults.length === 0) return error;
  const lines = error.faults.map(({ index, message }) => `“${records[index ?? 0]?._title ?? ''}”：${message}`);
  const more = lines.length > told ? `等 ${lines.length} 条` : '';
  const rest = before > 0 ? `前 ${before} 条已${act}，其余没有${act}。` : `一条也没有${act}，请取消勾选后再试。`;
  const { status, code, faults } = error;
  return new ApiProblem({ status, code, faults, title: `${lines.slice(0, told).join('；')}${more}。${rest}` });
}
