// Facts beside a title: states and grades as chips, days as how far they are, the rest as text.
import Box from '@mui/material/Box';
import type { FieldModel } from '@shijian/kernel';
import { serverNow, useCodeList, useModel, type RecordJson } from '../client/index.ts';
import { cellOf, cellText, FieldValue, NOTHING, useLists } from '../fields/index.ts';
import { Chip } from '../parts/Chip.tsx';
import { isoDay } from '../parts/format.ts';
import { expiryOf } from './expiry.ts';

export function Facts({ facts, record }: { facts: FieldModel[]; record: RecordJson }) {
  const { tenant, bureaus } = useModel();
  const lists = useLists();
  const today = isoDay(serverNow(), tenant.time_zone);
  return (
    <Box sx={{ display: 'inline-flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
      {record._quarantined === true && <Chip label="待核实" tone="warn" />}
      {record._tenant !== undefined && bureaus.length > 0 && <Chip label={record._tenant.label} plain />}
      {facts.map((field) => {
        if (cellText(field, record, lists) === NOTHING) return null;
        if (cellOf(field) !== 'date') return <Fact key={field.name} field={field} record={record} />;
        const expiry = expiryOf(record[field.name], today);
        return expiry === null ? null : <Chip key={field.name} label={expiry.text} tone={expiry.tone} />;
      })}
    </Box>
  );
}

/** Codes are chips. A number alone says nothing; everything else speaks for itself. */
function Fact({ field, record }: { field: FieldModel; record: RecordJson }) {
  const lists = useLists();
  const { code } = useCodeList(field.list);
  const value = record[field.name];
  if (cellOf(field) === 'code' && typeof value === 'string' && (code(value)?.tone ?? null) === null) {
    return <Chip label={cellText(field, record, lists)} plain />;
  }
  const isNumber = typeof value === 'number' || ['number', 'money'].includes(cellOf(field));
  return (
    <Box component="span" sx={{ fontSize: '0.8125rem', color: 'text.secondary' }}>
      {isNumber && `${field.label} `}
      <FieldValue field={field} record={record} compact />
    </Box>
  );
}
