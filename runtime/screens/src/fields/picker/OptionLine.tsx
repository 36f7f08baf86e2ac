// One line of a picker: label, note and facts.
import Box from '@mui/material/Box';
import type { Option } from './option.ts';

export function OptionLine({ option }: { option: Option }) {
  const facts = (option.facts ?? []).filter((fact) => fact !== '');
  return (
    <Box sx={{ minWidth: 0, flex: 1 }}>
      <Box component="span" sx={{ display: 'block', overflow: 'hidden', textOverflow: 'ellipsis' }}>
        {option.label}
        {option.note ? (
          <Box component="span" sx={{ ml: 1, fontSize: '0.75rem', color: 'text.secondary' }}>
            {option.note}
          </Box>
        ) : null}
      </Box>
      {facts.length > 0 && (
        <Box
          component="span"
          sx={{
            display: 'block',
            fontSize: '0.75rem',
            color: 'var(--ink3)',
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
        >
          {facts.join(' · ')}
        </Box>
      )}
    </Box>
  );
}
