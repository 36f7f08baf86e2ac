// What one act of the log changed, as far as the reader may read the record it was done to.
import Link from '@mui/material/Link';
import { Link as RouterLink } from 'react-router-dom';
import { useQuery } from '@tanstack/react-query';
import { api, type RecordJson, type WireEntity } from '../client/index.ts';
import { ChangeList } from '../history/ChangeList.tsx';
import { ErrorState } from '../parts/ErrorState.tsx';
import { paths } from '../parts/paths.ts';
import { TextSkeleton } from '../parts/Skeletons.tsx';
import { PanelBox } from './PanelBox.tsx';

export function AuditPanel({ entity, record }: { entity: WireEntity; record: RecordJson }) {
  const query = useQuery({
    queryKey: ['audit-changes', entity.name, record.id],
    queryFn: () => api.auditChanges(entity.name, record.id),
    enabled: record['entity'] !== null,
  });
  // A login is done to no record.
  if (record['entity'] === null) return null;
  return (
    <PanelBox label="变更内容">
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} compact />
      ) : query.data === undefined ? (
        <TextSkeleton lines={3} />
      ) : !query.data.readable ? (
        <p>您看不到这条记录的内容，只能看到谁在什么时候做了什么。</p>
      ) : (
        <>
          {query.data.note && <p>{query.data.note}</p>}
          {query.data.changes.length === 0 && !query.data.note && <p>没有改动字段。</p>}
          <ChangeList item={{ action: String(record['action'] ?? 'update'), changes: query.data.changes }} />
          {query.data.record && (
            <p>
              <Link component={RouterLink} to={paths.record(query.data.record.entity, query.data.record.id)}>
                打开这条记录
              </Link>
            </p>
          )}
        </>
      )}
    </PanelBox>
  );
}
