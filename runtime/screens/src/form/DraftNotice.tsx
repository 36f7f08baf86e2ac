// Offers what was typed before and not saved.
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { serverNow, useModel } from '../client/index.ts';
import { recentTime } from '../parts/format.ts';
import type { Draft } from './draft.ts';

/** @param version of the record as it is now; a draft of an older one says so */
export function DraftNotice(props: { draft: Draft; version: number | null; onTake(): void; onRefuse(): void }) {
  const { tenant } = useModel();
  const older = props.draft.version !== null && props.draft.version !== props.version;
  return (
    <Alert
      severity="info"
      icon={false}
      sx={{ mb: 2, alignItems: 'center', bgcolor: 'var(--brand-soft)', color: 'text.primary' }}
      action={
        <>
          <Button size="small" onClick={props.onTake}>
            恢复草稿
          </Button>
          <Button size="small" onClick={props.onRefuse}>
            不要了
          </Button>
        </>
      }
    >
      有一份 {recentTime(props.draft.at, serverNow(), tenant.time_zone)} 没有保存的草稿。
      {older ? '此后这条记录被改过，恢复后请核对。' : ''}
    </Alert>
  );
}
