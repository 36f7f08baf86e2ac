// What a version of a record said, in the sections and under the names of its time.
import Box from '@mui/material/Box';
import type { PastRecord } from '../client/index.ts';
import { NOTHING } from '../fields/index.ts';
import { PastCard } from './PastCard.tsx';

export function PastSections({ past }: { past: PastRecord }) {
  const fields = new Map(past.fields.map((field) => [field.field, field]));
  return (
    <>
      {past.sections.map((section) => (
        <PastCard key={section.name} label={section.label}>
          <Box
            component="dl"
            sx={{
              m: 0,
              display: 'grid',
              columnGap: 3,
              rowGap: 1.25,
              gridTemplateColumns: {
                xs: 'minmax(0,1fr)',
                md: columns(Math.min(section.columns, 2)),
                lg: columns(section.columns),
              },
            }}
          >
            {section.fields.flatMap((name) => {
              const field = fields.get(name);
              if (field === undefined) return [];
              const missing = field.required && field.text === null;
              return [
                <Box
                  key={name}
                  sx={{
                    minWidth: 0,
                    display: { xs: 'grid', md: 'block' },
                    gridTemplateColumns: '104px minmax(0, 1fr)',
                    columnGap: 1,
                  }}
                >
                  <Box component="dt" sx={{ fontSize: '0.8125rem', lineHeight: '20px', color: 'var(--ink3)' }}>
                    {field.label}
                  </Box>
                  <Box
                    component="dd"
                    sx={{
                      m: 0,
                      minHeight: 24,
                      overflowWrap: 'anywhere',
                      whiteSpace: 'pre-line',
                      ...(missing ? { color: 'var(--warn)' } : {}),
                    }}
                  >
                    {field.text ?? (missing ? '没有填（当时必填）' : NOTHING)}
                  </Box>
                </Box>,
              ];
            })}
          </Box>
        </PastCard>
      ))}
    </>
  );
}

function columns(count: number): string {
  return `repeat(${count}, minmax(0, 1fr))`;
}
