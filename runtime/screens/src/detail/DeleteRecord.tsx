// Deleting one record: says what will be lost, and gives it back from the foot of the page.
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';
import { useToast } from '../parts/Toast.tsx';
import { countText } from '../parts/format.ts';
import {
  useCount,
  useRemoveRecord,
  useRestoreRecord,
  problemTitle,
  type RecordJson,
  type WireEntity,
} from '../client/index.ts';
import type { DetailTab } from '@shijian/kernel';
import { relatedFilter } from './useTabCount.ts';

export function DeleteRecord(props: {
  entity: WireEntity;
  record: RecordJson;
  tabs: DetailTab[];
  open: boolean;
  onClose(): void;
  onDeleted(): void;
}) {
  const { entity, record } = props;
  const toast = useToast();
  const remove = useRemoveRecord(entity.name);
  const restore = useRestoreRecord(entity.name);
  const confirm = async () => {
    await remove.mutateAsync(record);
    props.onClose();
    props.onDeleted();
    const undo = () => {
      restore.mutateAsync({ id: record.id, version: Number(record.version) + 1 }).then(
        () => toast({ text: `已恢复“${record._title}”` }),
        (error: unknown) => toast({ text: problemTitle(error), tone: 'bad' }),
      );
    };
    toast({
      text: `“${record._title}”已移到回收站`,
      ...(entity.can.restore ? { action: { label: '撤销', onClick: undo } } : {}),
    });
  };
  return (
    <ConfirmDialog
      open={props.open}
      title={`删除“${record._title}”？`}
      confirm="删除"
      danger
      onConfirm={confirm}
      onClose={props.onClose}
    >
      这条{entity.label}会从列表、查找和统计里消失，
      {entity.can.restore ? '可以在回收站里恢复。' : '需要时请管理员从回收站恢复。'}
      {props.open && props.tabs.map((tab) => <Dependents key={tab.name} tab={tab} record={record} />)}
    </ConfirmDialog>
  );
}

/** What will be left without this record. */
function Dependents({ tab, record }: { tab: DetailTab; record: RecordJson }) {
  const count = useCount(tab.entity, { filter: relatedFilter(tab, record.id) });
  if (!count.data || count.data.value === 0) return null;
  return (
    <div>
      还有 {countText(count.data)} 条{tab.label}指向它，不会一起删除。
    </div>
  );
}
