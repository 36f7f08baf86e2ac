// Title and count, and what can be done with the list as a whole.
import { lazy, Suspense, useState } from 'react';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import MoreIcon from '@mui/icons-material/MoreHorizOutlined';
import { Link, useNavigate } from 'react-router-dom';
import type { ListViewModel } from '@shijian/kernel';
import type { ListParams, Total, WireEntity } from '../client/index.ts';
import { PageHeader, countText, paths } from '../parts/index.ts';
import { FindExact } from './FindExact.tsx';
import { ListTransfer } from './ListTransfer.tsx';
import type { ListColumn } from './columns.ts';

const SourceListActions = lazy(() =>
  import('../people/index.ts').then((module) => ({ default: module.SourceListActions })),
);

export function ListHeader(props: {
  view: ListViewModel;
  entity: WireEntity;
  request: Pick<ListParams, 'filter' | 'q' | 'sort' | 'tenant'>;
  columns: ListColumn[];
  total: Total | null;
  phone: boolean;
}) {
  const { view, entity, phone } = props;
  const create = view.actions.includes('create') && entity.can.create;
  return (
    <PageHeader
      title={view.label}
      sub={props.total ? `${countText(props.total)} 条` : undefined}
      actions={
        <>
          {!phone && <ListTransfer {...props} />}
          {create && (
            <Button variant="contained" component={Link} to={paths.create(entity.name)}>
              新建{phone ? '' : entity.label}
            </Button>
          )}
          {entity.source !== null && (
            <Suspense>
              <SourceListActions entity={entity} />
            </Suspense>
          )}
          <MoreMenu entity={entity} />
        </>
      }
    />
  );
}

/** What is needed once a month: print, a person by his whole number, recycle bin. */
function MoreMenu(props: { entity: WireEntity }) {
  const navigate = useNavigate();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [finding, setFinding] = useState(false);
  const close = () => setAnchor(null);
  return (
    <>
      <IconButton
        aria-label="更多操作"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ border: '1px solid var(--line)', background: 'var(--card)', padding: '6px' }}
      >
        <MoreIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        <MenuItem
          onClick={() => {
            close();
            // After the menu has gone, or it would be printed.
            setTimeout(() => window.print(), 200);
          }}
        >
          打印本页
        </MenuItem>
        {props.entity.find.length > 0 && (
          <MenuItem
            onClick={() => {
              close();
              setFinding(true);
            }}
          >
            按完整号码查找
          </MenuItem>
        )}
        {props.entity.can.restore && <MenuItem onClick={() => navigate(paths.bin(props.entity.name))}>回收站</MenuItem>}
      </Menu>
      {props.entity.find.length > 0 && (
        <FindExact entity={props.entity} open={finding} onClose={() => setFinding(false)} />
      )}
    </>
  );
}
