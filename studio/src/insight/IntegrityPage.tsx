// 体检: what compiles and is still not well, the bureau's own documents first.
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { EmptyState, ErrorState, PageHeader, RowsSkeleton } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import { useDoor } from '../client/DoorProvider.tsx';
import { Findings } from './Findings.tsx';

export default function IntegrityPage() {
  const door = useDoor();
  const query = useQuery({ queryKey: doorKeys.integrity(door.rev), queryFn: () => doorApi.integrity(null) });
  const findings = query.data?.findings ?? [];
  const own = findings.filter((finding) => finding.own);
  return (
    <>
      <PageHeader
        title="体检"
        sub="配置能用，但可能有疏漏的地方"
        actions={
          <Button variant="outlined" disabled={query.isFetching} onClick={() => void query.refetch()}>
            {query.isFetching ? '正在体检…' : '重新体检'}
          </Button>
        }
      />
      {query.isPending && <RowsSkeleton rows={8} height={56} />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && findings.length === 0 && (
        <EmptyState title="一切正常" text="没有发现无人能用的权限、打不开的菜单这类疏漏。" />
      )}
      <Findings title="本局的文档" findings={own} />
      <Findings
        title="业务包的文档"
        hint="本局改不了原文，可以用“改成本局的”调整，或向开发单位反映"
        findings={findings.filter((finding) => !finding.own)}
      />
    </>
  );
}
