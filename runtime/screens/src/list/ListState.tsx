// The rows, or why there are none: loading, failed, nothing fits, nothing there yet.
import type { ReactNode } from 'react';
import Button from '@mui/material/Button';
import { Link } from 'react-router-dom';
import { ApiProblem } from '../client/index.ts';
import type { useRecords, WireEntity } from '../client/index.ts';
import { EmptyState, ErrorState, RowsSkeleton, paths } from '../parts/index.ts';
import type { ListAddress } from './list_address.ts';

export function ListState(props: {
  query: ReturnType<typeof useRecords>;
  entity: WireEntity;
  address: ListAddress;
  create: boolean;
  onClear: () => void;
  children: ReactNode;
}) {
  const { query, entity, address } = props;
  const narrowed = address.q !== '' || address.conditions.length > 0 || address.saved !== null;
  const clear = (
    <Button variant="outlined" onClick={props.onClear}>
      清除条件
    </Button>
  );
  if (query.isPending) return <RowsSkeleton />;
  if (query.error && !query.data) {
    const refused = query.error instanceof ApiProblem && query.error.status === 400;
    return (
      <ErrorState
        error={query.error}
        {...(refused ? {} : { onRetry: () => void query.refetch() })}
        actions={narrowed || refused ? clear : undefined}
      />
    );
  }
  if (query.data && query.data.items.length === 0) {
    if (narrowed) {
      return (
        <EmptyState title={`没有符合条件的${entity.label}`} text="可以减少一个条件，或换一个词再找。" actions={clear} />
      );
    }
    return (
      <EmptyState
        title={`还没有${entity.label}`}
        text={props.create ? '可以新建一条，或从表格导入。' : '有了之后会出现在这里。'}
        actions={
          props.create && (
            <Button variant="contained" component={Link} to={paths.create(entity.name)}>
              新建{entity.label}
            </Button>
          )
        }
      />
    );
  }
  return props.children;
}
