// A picker for keyboard and mouse: type to narrow, arrows and Enter to take, Esc to close.
import { useMemo, useState } from 'react';
import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import Chip from '@mui/material/Chip';
import Paper, { type PaperProps } from '@mui/material/Paper';
import TextField from '@mui/material/TextField';
import { matchesText } from '../pinyin.ts';
import { OptionLine } from './OptionLine.tsx';
import type { Option, PickerProps } from './option.ts';

export function DeskPicker(props: PickerProps) {
  const [text, setText] = useState('');
  // The same objects as long as they say the same: at another value the control throws away what is typed.
  const said = JSON.stringify(props.chosen.map(({ key, label }) => ({ key, label })));
  const chosen = useMemo(() => JSON.parse(said) as Option[], [said]);
  const shared = {
    id: props.id,
    size: 'small' as const,
    fullWidth: true,
    options: withChosen(props.options, props.chosen),
    loading: props.loading,
    disabled: props.disabled,
    autoHighlight: true,
    handleHomeEndKeys: true,
    noOptionsText: props.nothing,
    loadingText: '正在查找…',
    openText: '展开',
    closeText: '收起',
    clearText: '清除',
    getOptionLabel: (option: Option) => option.label,
    getOptionKey: (option: Option) => option.key,
    isOptionEqualToValue: (option: Option, value: Option) => option.key === value.key,
    filterOptions: (options: Option[], state: { inputValue: string }) =>
      options.filter(
        (option) =>
          // What a search brought fits already.
          (props.onQuery !== undefined && props.options.includes(option)) ||
          matchesText(state.inputValue, option.label, option.key),
      ),
    onInputChange: (_: unknown, next: string, reason: string) => {
      setText(next);
      if (reason !== 'reset' && reason !== 'selectOption') props.onQuery?.(next);
    },
    // Typing opens the list too, and has asked already.
    onOpen: (event: React.SyntheticEvent) => event.type !== 'change' && props.onQuery?.(''),
    onBlur: props.onBlur,
    // As tall as a plain input beside it.
    sx: { '& .MuiAutocomplete-inputRoot.MuiInputBase-sizeSmall': { py: '0.5px', minHeight: 34 } },
    renderOption: (optionProps: React.HTMLAttributes<HTMLLIElement> & { key?: unknown }, option: Option) => {
      const { key: _key, ...rest } = optionProps;
      return (
        <li key={option.key} {...rest}>
          <OptionLine option={option} />
        </li>
      );
    },
    slots: { paper: Sheet },
    slotProps: { paper: { footer: props.footer } as PaperProps, chip: { size: 'small' as const } },
    renderInput: (params: Parameters<React.ComponentProps<typeof Autocomplete>['renderInput']>[0]) => (
      <TextField
        {...params}
        error={props.faulty}
        placeholder={props.chosen.length === 0 ? (props.placeholder ?? '请选择') : undefined}
        slotProps={{
          ...params.slotProps,
          htmlInput: {
            ...params.slotProps.htmlInput,
            'aria-invalid': props.faulty || undefined,
            'aria-required': props.required || undefined,
            'aria-label': props.label,
            'aria-describedby': props.describedBy,
          },
        }}
      />
    ),
  };
  if (props.multiple) {
    return (
      <Autocomplete
        {...shared}
        multiple
        disableCloseOnSelect
        value={chosen}
        onChange={(_, next) => props.onChange(next)}
        renderValue={(shown, itemProps) =>
          shown.map((option, index) => {
            const { key, ...rest } = itemProps({ index });
            return <Chip key={key} size="small" label={option.label} {...rest} />;
          })
        }
      />
    );
  }
  return (
    <Autocomplete
      {...shared}
      value={chosen[0] ?? null}
      inputValue={text}
      onChange={(_, next) => props.onChange(next === null ? [] : [next])}
    />
  );
}

/** What was chosen before stays choosable, even when a search does not bring it or its code is retired. */
function withChosen(options: Option[], chosen: Option[]): Option[] {
  const missing = chosen.filter((one) => !options.some((option) => option.key === one.key));
  return missing.length === 0 ? options : [...options, ...missing];
}

function Sheet({ footer, children, ...rest }: PaperProps & { footer?: React.ReactNode }) {
  return (
    <Paper {...rest}>
      {children}
      {footer ? (
        // A press must not take the focus from the input, or the list closes before the click arrives.
        <Box
          onMouseDown={(event) => event.preventDefault()}
          sx={{ borderTop: '1px solid', borderColor: 'divider', px: 1, py: 0.5 }}
        >
          {footer}
        </Box>
      ) : null}
    </Paper>
  );
}
