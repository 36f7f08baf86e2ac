// 冲突台: where the new version and the bureau both changed one place. Three values side by side; until all are decided nothing is published.
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { EmptyState, ErrorState, TextSkeleton } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import type { DoorSources, Draft } from '../client/types.ts';
import { ConflictCard } from './ConflictCard.tsx';
import type { Versions } from './ConflictCard.tsx';
import { labelIn } from './label_in.ts';
import styles from './Packages.module.css';

/** Colleagues decide beside one another. */
const LOOK_MS = 5_000;

/** What is to be decided in a draft; empty for one that changes no package. */
export function useConflicts(draft: string, enabled: boolean) {
  return useQuery({
    queryKey: doorKeys.conflicts(draft),
    queryFn: () => doorApi.conflicts(draft),
    enabled,
    refetchInterval: (query) => ((query.state.data?.open ?? 0) > 0 ? LOOK_MS : false),
  });
}

export function ConflictDesk(props: { draft: Draft; sources: DoorSources }) {
  const { draft, sources } = props;
  const query = useConflicts(draft.id, true);
  if (query.error && !query.data)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} compact />;
  if (!query.data) return <TextSkeleton lines={6} />;
  const { items, open } = query.data;
  if (items.length === 0) return <EmptyState compact title="没有冲突" text="新版本和本局的调整互不相干。" />;
  const done = items.length - open;
  // Written by whoever made a draft of this kind.
  const versions = { from: null, to: null, ...(draft.detail as Partial<Versions>) };
  const textOf = (path: string): string =>
    draft.changes?.find((change) => change.path === path)?.text ??
    sources.tenant.files.find((file) => file.path === path)?.text ??
    '';
  return (
    <>
      <div className={styles['progress']}>
        <p role="status">
          {open > 0
            ? `${items.length} 处已决定 ${done} 处。可以几个人分头决定；全部决定之前，本局继续用原来的配置。`
            : `${items.length} 处都已决定。`}
        </p>
        {open === 0 && (
          <Button variant="contained" size="small" component={Link} to="?tab=plan" replace>
            去看计划
          </Button>
        )}
        <LinearProgress variant="determinate" value={(100 * done) / items.length} aria-label="已决定的冲突" />
      </div>
      {items.map((conflict) => (
        <ConflictCard
          key={conflict.id}
          conflict={conflict}
          label={labelIn(sources, conflict)}
          versions={versions}
          document={textOf(conflict.path)}
          mayDecide={draft.can.edit}
        />
      ))}
    </>
  );
}
