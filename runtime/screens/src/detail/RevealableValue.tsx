// A fact of a record; a masked one that this actor may see in clear has 查看 beside it, which asks what for and is logged.
import { useEffect, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useQueryClient } from '@tanstack/react-query';
import type { FieldModel } from '@shijian/kernel';
import { api, isOwn, queryKeys, useModel, type RecordJson } from '../client/index.ts';
import { FieldValue } from '../fields/index.ts';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';

/** How long a clear value stays on the screen. */
const SHOWN_MS = 60_000;
const PURPOSES = ['联系当事人', '现场核对身份', '办理投诉举报'];

export function RevealableValue(props: { entity: string; field: FieldModel; record: RecordJson }) {
  const { field, record } = props;
  const model = useModel();
  const mayReveal = isOwn(model, record) && (model.entities[props.entity]?.reveal.includes(field.name) ?? false);
  const value = record[field.name];
  if (!mayReveal || value === null || value === undefined) return <FieldValue field={field} record={record} />;
  // Another record or a saved change starts masked again.
  return <Masked key={`${record.id} ${record.version} ${field.name}`} {...props} />;
}

function Masked({ entity, field, record }: { entity: string; field: FieldModel; record: RecordJson }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [purpose, setPurpose] = useState('');
  const [clear, setClear] = useState<string | null>(null);
  useEffect(() => {
    if (clear === null) return;
    const timer = setTimeout(() => setClear(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [clear]);
  const reveal = async (): Promise<void> => {
    const { values } = await api.reveal(entity, record.id, [field.name], purpose);
    setClear(String(values[field.name] ?? ''));
    setAsking(false);
    void queries.invalidateQueries({ queryKey: queryKeys.history(entity, record.id) });
  };
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', flexWrap: 'wrap', columnGap: 0.75 }}>
      {clear === null ? <FieldValue field={field} record={record} /> : <span role="status">{clear}</span>}
      <Button
        size="small"
        variant="text"
        aria-label={`${clear === null ? '查看完整' : '收起'}${field.label}`}
        sx={{ minWidth: { xs: 44, md: 0 }, minHeight: { xs: 44, md: 24 }, px: 0.5, py: 0, displayPrint: 'none' }}
        onClick={() => (clear === null ? setAsking(true) : setClear(null))}
      >
        {clear === null ? '查看' : '收起'}
      </Button>
      <ConfirmDialog
        open={asking}
        title={`查看完整的${field.label}`}
        confirm="查看"
        onConfirm={reveal}
        onClose={() => setAsking(false)}
      >
        <Box sx={{ display: 'grid', gap: 1.5 }}>
          <span>查看人、时间和原因会记入变更记录。</span>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
            {PURPOSES.map((text) => (
              <Button
                key={text}
                size="small"
                variant="outlined"
                color={purpose === text ? 'primary' : 'inherit'}
                aria-pressed={purpose === text}
                onClick={() => setPurpose(text)}
              >
                {text}
              </Button>
            ))}
          </Box>
          <TextField
            size="small"
            placeholder="查看原因"
            value={purpose}
            autoFocus
            onChange={(event) => setPurpose(event.target.value)}
            slotProps={{ htmlInput: { maxLength: 200, 'aria-label': '查看原因' } }}
          />
        </Box>
      </ConfirmDialog>
    </Box>
  );
}
