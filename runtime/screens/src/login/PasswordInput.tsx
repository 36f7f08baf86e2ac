// A password that can be looked at while typing, and that says when the capitals are locked.
import { useState } from 'react';
import type { KeyboardEvent, Ref } from 'react';
import FormHelperText from '@mui/material/FormHelperText';
import IconButton from '@mui/material/IconButton';
import InputAdornment from '@mui/material/InputAdornment';
import OutlinedInput from '@mui/material/OutlinedInput';
import HideIcon from '@mui/icons-material/VisibilityOffOutlined';
import ShowIcon from '@mui/icons-material/VisibilityOutlined';

export function PasswordInput(props: {
  id: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  autoFocus?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  fault?: string | undefined;
}) {
  const [shown, setShown] = useState(false);
  const [capitals, setCapitals] = useState(false);
  const help = props.fault ?? (capitals ? '大写锁定已打开' : undefined);
  const helpId = `${props.id}-help`;
  const watch = (event: KeyboardEvent) => setCapitals(event.getModifierState('CapsLock'));
  return (
    <>
      <OutlinedInput
        id={props.id}
        size="small"
        type={shown ? 'text' : 'password'}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyUp={watch}
        error={props.fault !== undefined}
        inputRef={props.inputRef}
        autoFocus={props.autoFocus ?? false}
        inputProps={{ autoComplete: props.autoComplete, 'aria-describedby': help ? helpId : undefined }}
        endAdornment={
          <InputAdornment position="end">
            <IconButton
              size="small"
              edge="end"
              aria-label={shown ? '隐藏密码' : '显示密码'}
              onClick={() => setShown(!shown)}
            >
              {shown ? <HideIcon /> : <ShowIcon />}
            </IconButton>
          </InputAdornment>
        }
      />
      {help && (
        <FormHelperText id={helpId} error={props.fault !== undefined}>
          {help}
        </FormHelperText>
      )}
    </>
  );
}
