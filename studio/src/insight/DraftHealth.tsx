// 体检 of a draft: what it would bring, and what it would mend.
import { useQuery } from '@tanstack/react-query';
import { EmptyState, ErrorState, TextSkeleton } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import { useDoor } from '../client/DoorProvider.tsx';
import type { Draft } from '../client/types.ts';
import { Findings, keyOf } from './Findings.tsx';
import styles from './Insight.module.css';

export function DraftHealth(props: { draft: Draft }) {
  const { draft } = props;
  const door = useDoor();
  const now = useQuery({ queryKey: doorKeys.integrity(door.rev), queryFn: () => doorApi.integrity(null) });
  const then = useQuery({
    queryKey: doorKeys.integrity(`${draft.id} ${draft.version}`),
    queryFn: () => doorApi.integrity(draft.id),
  });
  const error = now.error ?? then.error;
  if (error)
    return <ErrorState error={error} onRetry={() => void Promise.all([now.refetch(), then.refetch()])} compact />;
  if (!now.data || !then.data) return <TextSkeleton lines={6} />;
  if (!then.data.compiles)
    return <EmptyState compact title="还不能体检" text="文档有错误，先在“计划”里看，改正以后再体检。" />;
  const before = new Set(now.data.findings.map(keyOf));
  const after = new Set(then.data.findings.map(keyOf));
  const brings = then.data.findings.filter((one) => !before.has(keyOf(one)));
  const mends = now.data.findings.filter((one) => !after.has(keyOf(one)));
  return (
    <>
      <Findings title="这份草稿会带来" hint="能用，但可能有疏漏" findings={brings} draft={draft.id} />
      <Findings title="这份草稿会改好" findings={mends} />
      {brings.length === 0 && mends.length === 0 && (
        <EmptyState compact title="没有新的疏漏" text="发布以后，体检的结果和现在一样。" />
      )}
      <p className={styles['small']}>
        发布以后全局共有 {then.data.findings.length} 处可以留意，现在有 {now.data.findings.length} 处。
      </p>
    </>
  );
}
