// A role of the bureau's own is edited and taken away here; those of packages stand as they are.
import { useState } from 'react';
import Button from '@mui/material/Button';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router-dom';
import { afterWrite, api, queryKeys, useModel, type RecordJson, type WireEntity } from '../client/index.ts';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';
import { paths } from '../parts/paths.ts';
import { useToast } from '../parts/Toast.tsx';
import { roleKey } from './RolePanel.tsx';

export function RoleActions({ entity, record }: { entity: WireEntity; record: RecordJson }) {
  const name = String(record['code'] ?? '');
  const model = useModel();
  const client = useQueryClient();
  const toast = useToast();
  const navigate = useNavigate();
  const [removing, setRemoving] = useState(false);
  const query = useQuery({ queryKey: roleKey(name), queryFn: () => api.role(name) });
  const can = query.data?.can;
  const list = Object.values(model.views).find((view) => view.type === 'list' && view.of === entity.name);
  return (
    <>
      {can?.delete && (
        <Button variant="outlined" onClick={() => setRemoving(true)}>
          删除
        </Button>
      )}
      {can?.update && (
        <Button variant="contained" component={Link} to={paths.edit(entity.name, record.id)}>
          编辑权限
        </Button>
      )}
      <ConfirmDialog
        open={removing}
        title={`删除角色“${record._title}”？`}
        confirm="删除"
        danger
        onConfirm={async () => {
          await api.removeRole(name);
          setRemoving(false);
          afterWrite(client, entity.name, record.id);
          await client.invalidateQueries({ queryKey: queryKeys.model });
          toast({ text: `已删除角色“${record._title}”` });
          void navigate(list ? paths.list(list.name) : paths.home(), { replace: true });
        }}
        onClose={() => setRemoving(false)}
      >
        还有人在任的角色删不了，要先撤下岗位。
      </ConfirmDialog>
    </>
  );
}
