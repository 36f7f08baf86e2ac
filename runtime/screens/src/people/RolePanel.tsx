// What a role allows, line by line, and the menu entries that it opens.
import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import { api, type RecordJson, type WireEntity } from '../client/index.ts';
import { Chip } from '../parts/Chip.tsx';
import { ErrorState } from '../parts/ErrorState.tsx';
import { TextSkeleton } from '../parts/Skeletons.tsx';
import { PanelBox } from './PanelBox.tsx';

export const roleKey = (name: string) => ['role', name] as const;

export function RolePanel({ record }: { entity: WireEntity; record: RecordJson }) {
  const name = String(record['code'] ?? '');
  const query = useQuery({ queryKey: roleKey(name), queryFn: () => api.role(name) });
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} compact />;
  if (query.data === undefined) return <TextSkeleton lines={4} />;
  const { grants, menus } = query.data;
  return (
    <>
      <PanelBox label="可以做什么">
        {grants.length === 0 && <p>还没有授予任何权限。</p>}
        <Box component="dl" sx={{ m: 0, display: 'grid', rowGap: 1.25 }}>
          {grants.map((grant) => (
            <Box
              key={grant.entity}
              sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '180px minmax(0, 1fr)' }, columnGap: 2 }}
            >
              <Box component="dt" sx={{ fontWeight: 500 }}>
                {grant.label}
              </Box>
              <Box component="dd" sx={{ m: 0, color: 'text.secondary' }}>
                {grant.acts.map(({ label, scope }) => (scope ? `${label}${scope}` : label)).join('、') || '无'}
                {grant.reveal.length > 0 && <div>可查看完整：{grant.reveal.join('、')}</div>}
                {grant.hidden.length > 0 && <div>看不到：{grant.hidden.join('、')}</div>}
              </Box>
            </Box>
          ))}
        </Box>
      </PanelBox>
      {menus.length > 0 && (
        <PanelBox label="打开的菜单">
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
            {menus.map((menu) => (
              <Chip key={menu} label={menu} tone={null} />
            ))}
          </Box>
        </PanelBox>
      )}
    </>
  );
}
