// The label above a control: name, required mark, 本局 where the bureau added the field itself.
import Box from '@mui/material/Box';
import type { FieldModel } from '@shijian/kernel';
import { Chip } from '../parts/Chip.tsx';
import { isGroup } from './layout.ts';

/** @param id element id of the control that it names; a group of controls is named by the group itself */
export function FieldLabel({ id, field, required }: { id: string; field: FieldModel; required: boolean }) {
  const names = isGroup(field) ? { component: 'span' as const } : { component: 'label' as const, htmlFor: id };
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.75, mb: 0.5, minHeight: 20 }}>
      <Box {...names} sx={{ fontSize: '0.8125rem', color: 'text.secondary', lineHeight: '20px' }}>
        {field.label}
        {required && (
          <Box component="span" sx={{ color: 'error.main', ml: 0.5 }} title="必填">
            *
          </Box>
        )}
      </Box>
      {field.own && <Chip label="本局" tone="info" plain small />}
    </Box>
  );
}
