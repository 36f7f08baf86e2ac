// Every change of a record: when, who, what it was and what it became.
import Box from '@mui/material/Box';
import { serverNow, useModel } from '../client/index.ts';
import { Chip } from '../parts/Chip.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ErrorState } from '../parts/ErrorState.tsx';
import { TextSkeleton } from '../parts/Skeletons.tsx';
import { actionWords } from './action_words.ts';
import { ChangeList } from './ChangeList.tsx';
import { groupByDay } from './days.ts';
import { useHistory } from './useHistory.ts';

/** @param props.compact for the side panel: changes folded to a line */
export function HistoryTab(props: { entity: string; id: string; compact?: boolean }) {
  const history = useHistory(props.entity, props.id);
  const { tenant } = useModel();
  if (history.error) return <ErrorState error={history.error} onRetry={() => void history.refetch()} compact />;
  if (history.data === undefined) return <TextSkeleton lines={5} />;
  if (history.data.items.length === 0) return <EmptyState title="还没有变更记录" compact />;
  return (
    <Box>
      {groupByDay(history.data.items, serverNow(), tenant.time_zone).map((day) => (
        <Box key={day.day} component="section" aria-label={day.label} sx={{ mb: 1.5 }}>
          <Box component="h2" sx={{ fontSize: '0.8125rem', fontWeight: 500, color: 'var(--ink3)', m: 0, mb: 0.5 }}>
            {day.label}
          </Box>
          {day.items.map(({ time, item }) => (
            <Box
              key={`${item.at} ${item.action} ${item.version}`}
              sx={{
                display: 'grid',
                gridTemplateColumns: '44px minmax(0, 1fr)',
                columnGap: 1,
                py: 0.75,
                borderTop: '1px solid',
                borderColor: 'var(--line-soft)',
              }}
            >
              <Box
                component="time"
                dateTime={item.at}
                sx={{ fontSize: '0.8125rem', color: 'var(--ink3)', lineHeight: '24px' }}
              >
                {time}
              </Box>
              <Box sx={{ minWidth: 0 }}>
                <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, fontSize: '0.8125rem', lineHeight: '24px' }}>
                  <Chip label={actionWords[item.action].label} tone={actionWords[item.action].tone} />
                  <span>{item.actor.name}</span>
                </Box>
                {item.note !== null && <Box sx={{ fontSize: '0.8125rem', color: 'text.secondary' }}>{item.note}</Box>}
                <ChangeList item={item} folded={props.compact === true && item.changes.length > 3} />
              </Box>
            </Box>
          ))}
        </Box>
      ))}
    </Box>
  );
}
