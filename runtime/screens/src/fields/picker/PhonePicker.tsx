// A picker for the thumb: the field opens a sheet with a search box and tall lines.
import { useDeferredValue, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import CheckIcon from '@mui/icons-material/CheckRounded';
import List from '@mui/material/List';
import ListItemButton from '@mui/material/ListItemButton';
import OutlinedInput from '@mui/material/OutlinedInput';
import { matchesText } from '../pinyin.ts';
import { BottomSheet } from './BottomSheet.tsx';
import { FieldButton } from './FieldButton.tsx';
import { OptionLine } from './OptionLine.tsx';
import type { Option, PickerProps } from './option.ts';

export function PhonePicker(props: PickerProps) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const query = useDeferredValue(text);
  const options =
    props.onQuery === undefined
      ? props.options.filter((option) => matchesText(query, option.label, option.key))
      : props.options;
  const searches = props.onQuery !== undefined || props.options.length > 8;
  const isChosen = (option: Option): boolean => props.chosen.some((one) => one.key === option.key);
  const close = () => {
    setOpen(false);
    props.onBlur();
  };
  const toggle = (option: Option) => {
    if (!props.multiple) {
      props.onChange([option]);
      close();
      return;
    }
    props.onChange(isChosen(option) ? props.chosen.filter((one) => one.key !== option.key) : [...props.chosen, option]);
  };
  return (
    <>
      <FieldButton
        id={props.id}
        name={props.name}
        label={props.label}
        text={props.chosen.map((option) => option.label).join('、')}
        placeholder={props.placeholder ?? '请选择'}
        open={open}
        disabled={props.disabled}
        faulty={props.faulty}
        required={props.required}
        describedBy={props.describedBy}
        onBlur={props.onBlur}
        onOpen={(_, typed) => {
          setText(typed);
          props.onQuery?.(typed);
          setOpen(true);
        }}
      />
      <BottomSheet
        open={open}
        title={props.name}
        onClose={close}
        done={props.multiple ? '完成' : '关闭'}
        short={!searches}
      >
        {searches && (
          <Box sx={{ p: 1.5, pb: 0.5 }}>
            <OutlinedInput
              fullWidth
              value={text}
              placeholder={props.onQuery === undefined ? '输入文字、代码或拼音首字母' : props.placeholder}
              inputProps={{ 'aria-label': `查找${props.name}`, enterKeyHint: 'search' }}
              onChange={(event) => {
                setText(event.target.value);
                props.onQuery?.(event.target.value);
              }}
            />
          </Box>
        )}
        <List component="div" sx={{ overflowY: 'auto', flex: 1, pt: 0.5 }} aria-busy={props.loading}>
          {options.map((option) => (
            <ListItemButton
              key={option.key}
              selected={isChosen(option)}
              onClick={() => toggle(option)}
              sx={{ minHeight: 48 }}
            >
              <OptionLine option={option} />
              {isChosen(option) && <CheckIcon color="primary" titleAccess="已选" />}
            </ListItemButton>
          ))}
          {options.length === 0 && (
            <Box sx={{ px: 2, py: 3, color: 'text.secondary' }}>{props.loading ? '正在查找…' : props.nothing}</Box>
          )}
        </List>
        {(props.chosen.length > 0 || props.footer) && (
          <Box
            sx={{
              display: 'flex',
              justifyContent: 'space-between',
              px: 1.5,
              py: 1,
              borderTop: '1px solid',
              borderColor: 'divider',
            }}
          >
            {props.chosen.length > 0 ? (
              <Button
                onClick={() => {
                  props.onChange([]);
                  if (!props.multiple) close();
                }}
              >
                清除所选
              </Button>
            ) : (
              <span />
            )}
            {props.footer}
          </Box>
        )}
      </BottomSheet>
    </>
  );
}
