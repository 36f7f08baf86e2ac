// What one change did: field by field, old → new. Long lists are folded.
import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { HistoryItem } from '../client/index.ts';

const FOLD = 6;
const NOTHING = '空';

export function ChangeList({
  item,
  folded = false,
}: {
  item: Pick<HistoryItem, 'action' | 'changes'>;
  folded?: boolean;
}) {
  const fresh = item.action === 'create' || item.action === 'import';
  const [open, setOpen] = useState(!folded && !fresh);
  const changes = open ? item.changes : fresh || folded ? [] : item.changes.slice(0, FOLD);
  const rest = item.changes.length - changes.length;
  return (
    <>
      {changes.length > 0 && (
        <Box
          component="dl"
          sx={{
            m: 0,
            mt: 0.5,
            display: 'grid',
            gridTemplateColumns: 'minmax(72px, max-content) minmax(0, 1fr)',
            columnGap: 1.5,
            rowGap: 0.5,
            fontSize: '0.8125rem',
          }}
        >
          {changes.map((change) => (
            <Box key={change.field} sx={{ display: 'contents' }}>
              <Box component="dt" sx={{ color: 'text.secondary' }}>
                {change.label}
              </Box>
              <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
                {fresh ? (
                  (change.after ?? NOTHING)
                ) : (
                  <>
                    <Box component="del" sx={{ color: 'text.secondary', textDecorationColor: 'var(--ink3)' }}>
                      {change.before ?? NOTHING}
                    </Box>
                    <Box component="span" aria-label="改为" sx={{ mx: 0.75, color: 'text.secondary' }}>
                      →
                    </Box>
                    <Box component="ins" sx={{ textDecoration: 'none', fontWeight: 500 }}>
                      {change.after ?? NOTHING}
                    </Box>
                  </>
                )}
              </Box>
            </Box>
          ))}
        </Box>
      )}
      {rest > 0 && (
        <Button size="small" sx={{ ml: -1 }} onClick={() => setOpen(true)}>
          {changes.length === 0 ? `${fresh ? '填写了' : '改了'} ${rest} 项，展开` : `还有 ${rest} 项`}
        </Button>
      )}
    </>
  );
}
