// What else can be done with a record: copy its link, print it, delete it.
import { useState } from 'react';
import Divider from '@mui/material/Divider';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import MoreIcon from '@mui/icons-material/MoreHorizRounded';
import type { DetailTab } from '@shijian/kernel';
import type { RecordJson, WireEntity } from '../client/index.ts';
import { paths } from '../parts/paths.ts';
import { useToast } from '../parts/Toast.tsx';
import { copyText } from './copy_text.ts';
import { DeleteRecord } from './DeleteRecord.tsx';

/** @param props.onPrint absent where the page at hand is not the record's own */
export function RecordMenu(props: {
  entity: WireEntity;
  record: RecordJson;
  tabs: DetailTab[];
  onPrint?: () => void;
  onDeleted(): void;
}) {
  const { entity, record } = props;
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [deleting, setDeleting] = useState(false);
  const toast = useToast();
  const act = (action: () => void) => () => {
    setAnchor(null);
    action();
  };
  const copy = async () => {
    const link = new URL(paths.record(entity.name, record.id), window.location.href).href;
    const copied = await copyText(link);
    toast(
      copied ? { text: '已复制链接，有权限的同事可以打开' } : { text: `复制不了，请手工复制：${link}`, tone: 'bad' },
    );
  };
  return (
    <>
      <IconButton
        aria-label={`更多操作：${record._title}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ border: '1px solid', borderColor: 'divider', bgcolor: 'background.paper', height: { xs: 44, md: 34 } }}
      >
        <MoreIcon />
      </IconButton>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
        <MenuItem onClick={act(() => void copy())}>复制链接</MenuItem>
        {props.onPrint !== undefined && (
          <MenuItem onClick={act(() => setTimeout(() => props.onPrint?.(), 200))}>打印</MenuItem>
        )}
        {entity.can.delete && <Divider />}
        {entity.can.delete && (
          <MenuItem onClick={act(() => setDeleting(true))} sx={{ color: 'error.main' }}>
            删除
          </MenuItem>
        )}
      </Menu>
      <DeleteRecord
        entity={entity}
        record={record}
        tabs={props.tabs}
        open={deleting}
        onClose={() => setDeleting(false)}
        onDeleted={props.onDeleted}
      />
    </>
  );
}
