// One field of a clash: three values side by side, two of which can be chosen.
import Box from '@mui/material/Box';
import type { RowJson } from '../client/index.ts';
import { isMasked, valueText, useLists } from '../fields/index.ts';
import type { Clash, Side } from './clash.ts';

export function ClashRow(props: {
  row: Clash;
  before: RowJson;
  mine: RowJson;
  theirs: RowJson;
  pick: Side | null;
  onPick(side: Side): void;
}) {
  const { row } = props;
  const lists = useLists();
  const { field } = row;
  const before = valueText(field, row.base, props.before, lists);
  // What I typed anew is not the mask's text: it is shown as typed.
  const mine =
    isMasked(field) && typeof row.mine === 'string' ? row.mine : valueText(field, row.mine, props.mine, lists);
  const theirs = valueText(field, row.theirs, props.theirs, lists);
  return (
    <Box
      role="radiogroup"
      aria-label={field.label}
      sx={{ border: '1px solid', borderColor: 'divider', borderRadius: '8px', p: 1.5 }}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'baseline', mb: 1 }}>
        <Box sx={{ fontWeight: 600 }}>{field.label}</Box>
        <Box sx={{ fontSize: '0.75rem', color: 'text.secondary' }}>打开时是：{before}</Box>
      </Box>
      {row.kind === 'both' ? (
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' }, gap: 1 }}>
          <Choice
            name={field.name}
            label="用我的"
            text={mine}
            chosen={props.pick === 'mine'}
            onChoose={() => props.onPick('mine')}
          />
          <Choice
            name={field.name}
            label="用对方的"
            text={theirs}
            chosen={props.pick === 'theirs'}
            onChoose={() => props.onPick('theirs')}
          />
        </Box>
      ) : (
        <Box sx={{ fontSize: '0.875rem' }}>
          <Box component="span" sx={{ color: 'text.secondary' }}>
            对方改为：
          </Box>
          {theirs}
        </Box>
      )}
    </Box>
  );
}

function Choice(props: { name: string; label: string; text: string; chosen: boolean; onChoose(): void }) {
  return (
    <Box
      component="label"
      sx={{
        display: 'flex',
        gap: 1,
        alignItems: 'flex-start',
        minHeight: 44,
        px: 1.25,
        py: 1,
        borderRadius: '6px',
        border: '1px solid',
        borderColor: props.chosen ? 'primary.main' : 'var(--field)',
        bgcolor: props.chosen ? 'var(--brand-soft)' : 'background.paper',
        cursor: 'pointer',
        '&:has(input:focus-visible)': { outline: '2px solid var(--brand)', outlineOffset: '2px' },
      }}
    >
      <input
        type="radio"
        name={`clash_${props.name}`}
        checked={props.chosen}
        onChange={props.onChoose}
        style={{ marginTop: 4 }}
      />
      <Box sx={{ minWidth: 0 }}>
        <Box sx={{ fontSize: '0.75rem', color: props.chosen ? 'primary.main' : 'text.secondary' }}>{props.label}</Box>
        <Box sx={{ overflowWrap: 'anywhere' }}>{props.text}</Box>
      </Box>
    </Box>
  );
}
