// What can be done with the ticked rows. Deleting says what goes, and can be taken back.
import { useState } from 'react';
import Button from '@mui/material/Button';
import { useQueryClient } from '@tanstack/react-query';
import type { ListViewModel } from '@shijian/kernel';
import { afterWrite, api, problemTitle } from '../client/index.ts';
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
    const done: RecordJson[] = [];
    let failure: unknown = null;
    for (const record of records) {
      try {
        await api.remove(entity.name, record.id, record.version);
        done.push(record);
      } catch (error) {
        failure ??= error;
      }
    }
    afterWrite(client, entity.name);
    selection.clear();
    setAsking(false);
    const text = failure
      ? `删除了 ${done.length} 条，${records.length - done.length} 条没有删除：${problemTitle(failure)}`
      : `已删除 ${done.length} 条${entity.label}`;
    const undo = { label: '撤销', onClick: () => void restoreAll(done) };
    toast({
      text,
      ...(failure ? { tone: 'bad' } : {}),
      ...(done.length > 0 && entity.can.restore ? { action: undo } : {}),
    });
  };
  const restoreAll = async (removed: RecordJson[]) => {
    const results = await Promise.allSettled(
      // Deleting counts one version up.
      removed.map((record) => api.restore(entity.name, record.id, record.version + 1)),
    );
    afterWrite(client, entity.name);
    const failed = results.filter((result) => result.status === 'rejected').length;
    toast(
      failed === 0
        ? { text: `已恢复 ${removed.length} 条${entity.label}` }
        : { text: `${failed} 条没有恢复，请到回收站里查看原因`, tone: 'bad' },
    );
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
