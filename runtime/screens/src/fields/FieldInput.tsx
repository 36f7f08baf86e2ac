// The control of a field, whatever its type: asks the type which widget it wants and draws it.
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { FieldValue } from './FieldValue.tsx';
import { isMasked, widgetOf } from './layout.ts';
import { inputs } from './inputs.ts';
import { MaskedInput } from './MaskedInput.tsx';
import type { InputProps } from './contract.ts';

export function FieldInput(props: InputProps) {
  const Widget = inputs[widgetOf(props.field)];
  if (Widget === undefined) return null;
  const held = isMasked(props.field) && typeof props.stored === 'string' && props.stored !== '';
  if (!held) return <Widget {...props} nested={FieldInput} shown={FieldValue} />;
  if (props.value === props.stored) {
    return (
      <MaskedInput
        {...props}
        onReplace={() => {
          props.onChange(null);
          requestAnimationFrame(() => document.getElementById(props.id)?.focus());
        }}
      />
    );
  }
  return (
    <Box sx={{ display: 'flex', gap: 0.5, alignItems: 'flex-start' }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Widget {...props} nested={FieldInput} shown={FieldValue} />
      </Box>
      <Button size="small" sx={{ mt: 0.5, flex: 'none' }} onClick={() => props.onChange(props.stored)}>
        不改了
      </Button>
    </Box>
  );
}
