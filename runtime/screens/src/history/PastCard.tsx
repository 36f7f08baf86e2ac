// A card with a heading, one part of what a record was.
import type { ReactNode } from 'react';
import Box from '@mui/material/Box';

export function PastCard({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box
      component="section"
      aria-label={label}
      sx={{
        bgcolor: 'background.paper',
        border: '1px solid',
        borderColor: 'divider',
        borderRadius: '8px',
        p: { xs: 2, md: 2.5 },
        breakInside: 'avoid',
      }}
    >
      <Box component="h2" sx={{ fontSize: '0.9375rem', fontWeight: 600, lineHeight: '22px', m: 0, mb: 1.25 }}>
        {label}
      </Box>
      {children}
    </Box>
  );
}
