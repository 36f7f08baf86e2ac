// A card with a heading, as the sections of a record have it.
import type { ReactNode } from 'react';
import Box from '@mui/material/Box';

export function PanelBox(props: { label: string; children: ReactNode }) {
  return (
    <Box
      component="section"
      aria-label={props.label}
      sx={{
        bgcolor: 'background.paper',
        border: '1px solid',
        borderColor: 'divider',
        borderRadius: '8px',
        p: { xs: 2, md: 2.5 },
        mb: 2,
      }}
    >
      <Box component="h2" sx={{ fontSize: '0.9375rem', fontWeight: 600, lineHeight: '22px', m: 0, mb: 1.25 }}>
        {props.label}
      </Box>
      {props.children}
    </Box>
  );
}
