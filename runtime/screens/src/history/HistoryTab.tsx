// Every change of a record: when, who, what it was and what it became.
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { Link as RouterLink } from 'react-router-dom';
import { serverNow, useModel } from '../client/index.ts';
import { Chip } from '../parts/Chip.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ErrorState } from '../parts/ErrorState.tsx';
import { paths } from '../parts/paths.ts';
import { TextSkeleton } from '../parts/Skeletons.tsx';
import { wordsOf } from './action_words.ts';
import { ChangeList } from './ChangeList.tsx';
import { groupByDay } from './days.ts';
import { useHistory } from './useHistory.ts';
import { leftVersion } from './versions.ts';

/**
 * @param props.compact for the side panel: changes folded to a line
 * @param props.past each version opens as it was shown then
 */
export function HistoryTab(props: { entity: string; id: string; compact?: boolean; past?: boolean }) {
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
                  <Chip {...wordsOf(item)} />
                  <span>{item.actor.name}</span>
                  {props.past === true && leftVersion(item) && (
                    <Link
                      component={RouterLink}
                      to={paths.asOf(props.entity, props.id, item.version)}
                      className="sj-no-print"
                      sx={{ ml: 'auto', flex: 'none' }}
                    >
                      当时的样子
                    </Link>
                  )}
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
