// What is still missing before somebody can work: a password, a post.
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { Link } from 'react-router-dom';
import { useCount, useModel, type RecordJson, type WireEntity } from '../client/index.ts';
import { paths } from '../parts/paths.ts';

export function AccountPanel({ entity, record }: { entity: WireEntity; record: RecordJson }) {
  const model = useModel();
  // The posts of accounts, whatever they are called here.
  const posts = Object.values(entity.backs).find((back) => model.entities[back.entity]?.source === 'assignment');
  const held = useCount(
    posts?.entity ?? entity.name,
    { filter: posts ? `record.${posts.field} == '${record.id}'` : 'false' },
    { enabled: posts !== undefined },
  );
  if (record['state'] === 'left') return null;
  const idle = posts !== undefined && held.data?.value === 0;
  if (record['state'] !== 'new' && !idle) return null;
  const missing = [record['state'] === 'new' ? '密码' : null, idle ? '岗位' : null].filter(Boolean).join('和');
  return (
    <Alert
      severity="info"
      sx={{ mb: 2 }}
      action={
        idle && model.entities[posts.entity]?.can.create ? (
          <Button component={Link} size="small" to={`${paths.create(posts.entity)}?${posts.field}=${record.id}`}>
            安排岗位
          </Button>
        ) : undefined
      }
    >
      这个账号还没有{missing}，暂时不能登录。
    </Alert>
  );
}
