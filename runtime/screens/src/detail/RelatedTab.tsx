// Records that point at this one, as a table whose rows open; a list of lines in the side panel.
import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import { Link as RouterLink, useNavigate } from 'react-router-dom';
import type { DetailTab } from '@shijian/kernel';
import { useEntity, useModel, useRecords, type RecordJson } from '../client/index.ts';
import { cellText, FieldValue, useLists } from '../fields/index.ts';
import { columnRecord } from '../list/column_record.ts';
import { includeOf, resolveColumn, type ListColumn } from '../list/columns.ts';
import { sortText } from '../list/list_address.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ErrorState } from '../parts/ErrorState.tsx';
import { paths } from '../parts/paths.ts';
import { RowsSkeleton } from '../parts/Skeletons.tsx';
import { usePhone } from '../theme/usePhone.ts';
import { relatedFilter } from './useTabCount.ts';

const PAGE = 20;

/** @param props.lines as lines instead of a table */
export function RelatedTab(props: { tab: DetailTab; record: RecordJson; lines?: boolean }) {
  const { tab, record } = props;
  const model = useModel();
  const target = useEntity(tab.entity);
  const [cursors, setCursors] = useState<string[]>([]);
  const phone = usePhone();
  const columns = tab.columns
    .flatMap((path) => resolveColumn(model, target, path) ?? [])
    .filter((column) => column.path !== tab.field && column.via?.name !== tab.field);
  const include = includeOf(columns);
  const after = cursors.at(-1);
  // In the order of their own list.
  const list = Object.values(model.views).find((view) => view.type === 'list' && view.of === tab.entity);
  const sort = list?.type === 'list' ? sortText(list.sort) : '';
  const page = useRecords(tab.entity, {
    filter: relatedFilter(tab, record.id),
    limit: props.lines === true ? 8 : PAGE,
    ...(include ? { include } : {}),
    ...(sort ? { sort } : {}),
    ...(after ? { after } : {}),
  });
  const create = `${paths.create(tab.entity)}?${tab.field}=${encodeURIComponent(record.id)}`;

  if (page.error) return <ErrorState error={page.error} onRetry={() => void page.refetch()} compact />;
  if (page.data === undefined) return <RowsSkeleton rows={4} />;
  const { items, next } = page.data;
  const adding = target.can.create ? (
    <Button component={RouterLink} to={create} variant="outlined" size="small">
      新建{target.label}
    </Button>
  ) : undefined;
  if (items.length === 0 && cursors.length === 0)
    return <EmptyState title={`还没有${tab.label}`} actions={adding} compact />;
  return (
    <Box>
      {props.lines === true || phone ? (
        <Lines items={items} columns={columns} entity={tab.entity} />
      ) : (
        <Table items={items} columns={columns} tab={tab} />
      )}
      <Box className="sj-no-print" sx={{ display: 'flex', gap: 1, alignItems: 'center', mt: 1 }}>
        {props.lines !== true && adding}
        {props.lines !== true && (cursors.length > 0 || next !== null) && (
          <Box sx={{ ml: 'auto', display: 'flex', gap: 1 }}>
            <Button
              variant="outlined"
              size="small"
              disabled={cursors.length === 0}
              onClick={() => setCursors(cursors.slice(0, -1))}
            >
              上一页
            </Button>
            <Button
              variant="outlined"
              size="small"
              disabled={next === null}
              onClick={() => next !== null && setCursors([...cursors, next])}
            >
              下一页
            </Button>
          </Box>
        )}
      </Box>
    </Box>
  );
}

function Table(props: { items: RecordJson[]; columns: ListColumn[]; tab: DetailTab }) {
  const { items, tab } = props;
  const navigate = useNavigate();
  const lists = useLists();
  // The first column says the title already.
  const columns = props.columns.filter((column) =>
    items.some((item) => cellText(column.field, columnRecord(column, item), lists) !== item._title),
  );
  return (
    <Box
      tabIndex={0}
      role="region"
      aria-label={tab.label}
      sx={{
        overflowX: 'auto',
        bgcolor: 'background.paper',
        border: '1px solid',
        borderColor: 'divider',
        borderRadius: '8px',
      }}
    >
      <Box
        component="table"
        sx={{
          width: '100%',
          borderCollapse: 'collapse',
          fontSize: '0.8125rem',
          '& th, & td': {
            textAlign: 'left',
            px: 1.5,
            height: 36,
            whiteSpace: 'nowrap',
            borderBottom: '1px solid',
            borderColor: 'var(--line-soft)',
            maxWidth: 320,
            overflow: 'hidden',
            textOverflow: 'ellipsis',
          },
          '& th': { bgcolor: 'var(--head)', color: 'var(--ink3)', fontWeight: 500 },
          '& tbody tr': { cursor: 'pointer' },
          '& tbody tr:hover': { bgcolor: 'var(--page)' },
        }}
      >
        <thead>
          <tr>
            <th scope="col">名称</th>
            {columns.map((column) => (
              <th key={column.path} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr
              key={item.id}
              onClick={(event) => {
                if (!(event.target instanceof Element) || event.target.closest('a') === null)
                  void navigate(paths.record(tab.entity, item.id));
              }}
            >
              <td>
                <Link component={RouterLink} to={paths.record(tab.entity, item.id)}>
                  {item._title}
                </Link>
              </td>
              {columns.map((column) => (
                <td key={column.path}>
                  <FieldValue field={column.field} record={columnRecord(column, item)} compact />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Box>
    </Box>
  );
}

function Lines({ items, columns, entity }: { items: RecordJson[]; columns: ListColumn[]; entity: string }) {
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {items.map((item) => (
        <Box
          component="li"
          key={item.id}
          sx={{ py: 1, minHeight: 44, borderTop: '1px solid', borderColor: 'var(--line-soft)', fontSize: '0.8125rem' }}
        >
          <Link component={RouterLink} to={paths.record(entity, item.id)} sx={{ fontWeight: 500 }}>
            {item._title}
          </Link>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, color: 'text.secondary' }}>
            {columns.slice(0, 3).map((column) => (
              <span key={column.path}>
                <FieldValue field={column.field} record={columnRecord(column, item)} compact />
              </span>
            ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
