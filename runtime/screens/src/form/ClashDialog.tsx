// Somebody else saved this record meanwhile: field by field what it was, what they made of it, what I made of it, and whose is kept.
import { useId, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { serverNow, useModel, type RecordJson, type RowJson } from '../client/index.ts';
import { recentTime } from '../parts/format.ts';
import { usePhone } from '../theme/usePhone.ts';
import { ClashRow } from './ClashRow.tsx';
import { isDecided, type Clash, type Side } from './clash.ts';

export function ClashDialog(props: {
  rows: Clash[];
  current: RecordJson;
  /** Records behind the three images, for titles of refs. */
  before: RowJson;
  mine: RowJson;
  /** Keeps the choice and saves again. */
  onSettle(picks: Record<string, Side>): void;
  /** Drops everything of mine. */
  onTakeTheirs(): void;
  onClose(): void;
}) {
  const { rows, current } = props;
  const [picks, setPicks] = useState<Record<string, Side>>({});
  const { tenant } = useModel();
  const titleId = useId();
  const phone = usePhone();
  const both = rows.filter((row) => row.kind === 'both');
  const all = (side: Side) => Object.fromEntries(both.map((row) => [row.field.name, side]));
  const when =
    typeof current.updated_at === 'string' ? recentTime(current.updated_at, serverNow(), tenant.time_zone) : '刚才';
  return (
    <Dialog open onClose={props.onClose} fullScreen={phone} maxWidth="md" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>这条记录在 {when} 被别人改过</DialogTitle>
      <DialogContent>
        <Box sx={{ color: 'text.secondary', mb: 1.5 }}>
          {both.length > 0
            ? `有 ${both.length} 项两边都改了，请选用哪一个。`
            : '你改的内容与对方的不冲突，可以直接保存。'}
          {rows.length > both.length &&
            `下面${both.length > 0 ? '另' : ''}有 ${rows.length - both.length} 项只有对方改过，会保留对方的。`}
        </Box>
        {both.length > 1 && (
          <Box sx={{ display: 'flex', gap: 1, mb: 1.5 }}>
            <Button size="small" variant="outlined" onClick={() => setPicks(all('mine'))}>
              全部用我的
            </Button>
            <Button size="small" variant="outlined" onClick={() => setPicks(all('theirs'))}>
              全部用对方的
            </Button>
          </Box>
        )}
        <Box sx={{ display: 'grid', gap: 1.5 }}>
          {rows.map((row) => (
            <ClashRow
              key={row.field.name}
              row={row}
              before={props.before}
              mine={props.mine}
              theirs={current}
              pick={picks[row.field.name] ?? null}
              onPick={(side) => setPicks((now) => ({ ...now, [row.field.name]: side }))}
            />
          ))}
        </Box>
      </DialogContent>
      <DialogActions sx={{ flexWrap: 'wrap' }}>
        <Button onClick={props.onTakeTheirs} sx={{ mr: 'auto' }}>
          放弃我的修改
        </Button>
        <Button variant="outlined" onClick={props.onClose}>
          回去再看看
        </Button>
        <Button variant="contained" disabled={!isDecided(rows, picks)} onClick={() => props.onSettle(picks)}>
          {both.length > 0 ? '按所选保存' : '保存'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
