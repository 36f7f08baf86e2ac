// A record as the revision that wrote one of its versions showed and judged it. To be read, never written.
import { useQuery } from '@tanstack/react-query';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import HistoryIcon from '@mui/icons-material/HistoryOutlined';
import { Link as RouterLink } from 'react-router-dom';
import { api, queryKeys, useModel, useRecord, type PastRecord as Past } from '../client/index.ts';
import { ErrorState } from '../parts/ErrorState.tsx';
import { exactTime } from '../parts/format.ts';
import { PageHeader } from '../parts/PageHeader.tsx';
import { PageSkeleton } from '../parts/Skeletons.tsx';
import { paths } from '../parts/paths.ts';
import { PastChecks } from './PastChecks.tsx';
import { PastSections } from './PastSections.tsx';
import { useHistory } from './useHistory.ts';
import { versionsOf } from './versions.ts';

export function PastRecord(props: { entity: string; id: string; version: number }) {
  const { entity, id, version } = props;
  const { tenant } = useModel();
  const past = useQuery({
    queryKey: queryKeys.asOf(entity, id, version),
    queryFn: () => api.asOf(entity, id, version),
    staleTime: Infinity,
  });
  const today = useRecord(entity, id);
  const back = (
    <Button component={RouterLink} to={paths.record(entity, id)} variant="contained">
      回到今天
    </Button>
  );
  if (past.error) return <ErrorState error={past.error} actions={back} />;
  if (past.data === undefined) return <PageSkeleton />;
  const then = past.data;
  return (
    <Box sx={{ display: 'grid', gap: 1.5, alignContent: 'start' }}>
      <Box className="sj-no-print" sx={{ fontSize: '0.8125rem' }}>
        <Link component={RouterLink} to={`${paths.record(entity, id)}?tab=history`} sx={{ color: 'text.secondary' }}>
          ‹ 变更记录
        </Link>
      </Box>
      <PageHeader title={today.data?._title ?? then.label} sub={`第 ${then.version} 次保存时的样子`} />
      <Box
        role="note"
        aria-label="正在看从前的样子"
        sx={{
          display: 'flex',
          flexWrap: 'wrap',
          alignItems: 'center',
          gap: 1.5,
          p: '10px 16px',
          borderRadius: '8px',
          bgcolor: 'var(--warn-soft)',
          color: 'var(--warn)',
          border: '1px solid currentColor',
        }}
      >
        <HistoryIcon aria-hidden />
        <Box sx={{ flex: '1 1 260px', minWidth: 0, fontSize: '0.875rem', lineHeight: '22px' }}>
          <Box component="strong" sx={{ display: 'block', fontWeight: 600 }}>
            这是从前的样子，只能看，不能改
          </Box>
          {exactTime(then.at, tenant.time_zone)} {then.actor.name}保存。{words(then)}
        </Box>
        <Box className="sj-no-print" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Neighbours entity={entity} id={id} version={then.version} />
          {back}
        </Box>
      </Box>
      <PastSections past={then} />
      <PastChecks checks={then.checks} />
    </Box>
  );
}

function words({ current, rev, edition }: Past): string {
  return current
    ? '当时用的就是现在的配置。'
    : `栏目、名称、代码和检查都按当时的配置显示：${edition} 起用的第 ${rev} 版。`;
}

/** The versions before and after, where there are any. */
function Neighbours({ entity, id, version }: { entity: string; id: string; version: number }) {
  const history = useHistory(entity, id);
  const versions = versionsOf(history.data?.items ?? []);
  const at = versions.indexOf(version);
  const [newer, older] = at < 0 ? [] : [versions[at - 1], versions[at + 1]];
  const to = (one: number, label: string) => (
    <Button component={RouterLink} to={paths.asOf(entity, id, one)} replace variant="outlined" color="inherit">
      {label}
    </Button>
  );
  return (
    <>
      {older !== undefined && to(older, '更早一次')}
      {newer !== undefined && to(newer, '更晚一次')}
    </>
  );
}
