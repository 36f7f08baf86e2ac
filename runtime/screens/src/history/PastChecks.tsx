// How the checks of its time judge a version of a record: what did not hold comes first.
import Box from '@mui/material/Box';
import type { PastRecord } from '../client/index.ts';
import { Chip, type Tone } from '../parts/Chip.tsx';
import { PastCard } from './PastCard.tsx';

type Check = PastRecord['checks'][number];

export function PastChecks({ checks }: { checks: Check[] }) {
  if (checks.length === 0) return null;
  const order = (check: Check): number => (check.holds === false ? 0 : check.holds === null ? 1 : 2);
  const sorted = [...checks].sort((a, b) => order(a) - order(b));
  return (
    <PastCard label="当时的检查">
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 0.75 }}>
        {sorted.map((check) => {
          const { label, tone } = verdict(check);
          return (
            <Box
              component="li"
              key={check.name}
              sx={{ display: 'grid', gridTemplateColumns: '96px minmax(0, 1fr)', columnGap: 1, alignItems: 'start' }}
            >
              <span>
                <Chip label={label} tone={tone} />
              </span>
              <Box component="span" sx={{ color: check.holds === true ? 'text.secondary' : 'text.primary' }}>
                {check.message}
              </Box>
            </Box>
          );
        })}
      </Box>
    </PastCard>
  );
}

/** A check is named by what it says when it does not hold. */
function verdict({ holds, level }: Check): { label: string; tone: Tone | null } {
  if (holds === true) return { label: '没有问题', tone: 'good' };
  if (holds === null) return { label: '无法判断', tone: null };
  return level === 'refuse' ? { label: '不符合', tone: 'bad' } : { label: '需留意', tone: 'warn' };
}
