// Ends somebody's login.
import { useState } from 'react';
import Button from '@mui/material/Button';
import { useNavigate } from 'react-router-dom';
import { useModel, useRemoveRecord, type RecordJson, type WireEntity } from '../client/index.ts';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';
import { paths } from '../parts/paths.ts';
import { useToast } from '../parts/Toast.tsx';

export function SessionActions({ entity, record }: { entity: WireEntity; record: RecordJson }) {
  const [open, setOpen] = useState(false);
  const model = useModel();
  const toast = useToast();
  const navigate = useNavigate();
  const remove = useRemoveRecord(entity.name);
  if (!entity.can.delete) return null;
  const list = Object.values(model.views).find((view) => view.type === 'list' && view.of === entity.name);
  return (
    <>
      <Button variant="contained" onClick={() => setOpen(true)}>
        结束登录
      </Button>
      <ConfirmDialog
        open={open}
        title="结束这次登录？"
        confirm="结束登录"
        danger
        onConfirm={async () => {
          await remove.mutateAsync(record);
          setOpen(false);
          toast({ text: '已结束，对方下一步操作时要重新登录' });
          void navigate(list ? paths.list(list.name) : paths.home(), { replace: true });
        }}
        onClose={() => setOpen(false)}
      >
        对方没保存的内容会留在他的页面上，重新登录后可以继续。
      </ConfirmDialog>
    </>
  );
}
