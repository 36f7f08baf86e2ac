// The right rail: who made the record, who changed it last, and the last few changes.
import Box from '@mui/material/Box';
import { serverNow, useModel, type RecordJson } from '../client/index.ts';
import { useHistory, wordsOf } from '../history/index.ts';
import { recentTime } from '../parts/format.ts';

const LAST = 5;

export function WhoWhen(props: { entity: string; record: RecordJson; history: boolean; onHistory(): void }) {
  const { record } = props;
  const { tenant } = useModel();
  const history = useHistory(props.entity, record.id, props.history);
  const time = (instant: string) => {
    const text = recentTime(instant, serverNow(), tenant.time_zone);
    return /^\d/.test(text) && text.includes(':') ? `今天 ${text}` : text;
  };
  // Who only looked has changed nothing.
  const items = (history.data?.items ?? []).filter((item) => item.action !== 'reveal' && item.action !== 'explain');
  // An act by itself changes nothing; what it wrote stands beside it.
  const changed = items.find((item) => item.action !== 'act');
  const first = items.at(-1);
  const made = first !== undefined && (first.action === 'create' || first.action === 'import') ? first : undefined;
  return (
    <Box
      component="aside"
      aria-label="登记与修改"
      sx={{ fontSize: '0.8125rem', display: 'grid', gap: 2, alignContent: 'start' }}
    >
      <Box component="dl" sx={{ m: 0, display: 'grid', gap: 0.5 }}>
        {record.created_at !== undefined && (
          <Line name="登记" text={`${time(record.created_at)}${made ? ` · ${made.actor.name}` : ''}`} />
        )}
        {record.updated_at !== undefined && record.updated_at !== record.created_at && (
          <Line name="最近修改" text={`${time(record.updated_at)}${changed ? ` · ${changed.actor.name}` : ''}`} />
        )}
      </Box>
      {items.length > 0 && (
        <Box>
          <Box component="h2" sx={{ fontSize: '0.8125rem', fontWeight: 600, m: 0, mb: 0.5 }}>
            最近变更
          </Box>
          <Box
            component="ol"
            sx={{ listStyle: 'none', m: 0, p: 0, borderLeft: '2px solid', borderColor: 'divider', pl: 1.5 }}
          >
            {items.slice(0, LAST).map((item) => (
              <Box component="li" key={`${item.at} ${item.version}`} sx={{ py: 0.5 }}>
                <Box sx={{ color: 'var(--ink3)', fontSize: '0.75rem' }}>{time(item.at)}</Box>
                <div>
                  {item.actor.name} {item.action === 'act' && item.note ? item.note : wordsOf(item).label}
                  {item.action === 'update' && item.changes.length > 0
                    ? `了${item.changes
                        .slice(0, 2)
                        .map((change) => change.label)
                        .join('、')}${item.changes.length > 2 ? ` 等 ${item.changes.length} 项` : ''}`
                    : ''}
                </div>
              </Box>
            ))}
          </Box>
          {items.length > LAST && (
            <Box
              component="button"
              type="button"
              onClick={props.onHistory}
              sx={{
                font: 'inherit',
                border: 0,
                bgcolor: 'transparent',
                color: 'primary.main',
                cursor: 'pointer',
                p: 0,
                mt: 0.5,
              }}
            >
              全部变更
            </Box>
          )}
        </Box>
      )}
    </Box>
  );
}

function Line({ name, text }: { name: string; text: string }) {
  return (
    <Box>
      <Box component="dt" sx={{ color: 'var(--ink3)' }}>
        {name}
      </Box>
      <Box component="dd" sx={{ m: 0 }}>
        {text}
      </Box>
    </Box>
  );
}
