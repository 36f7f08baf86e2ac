// A code of a tree (region, industry): level by level, or found by text, code or pinyin initials.
import { useState } from 'react';
import Popover from '@mui/material/Popover';
import { useCodeList, useModel } from '../../client/index.ts';
import { usePhone } from '../../theme/usePhone.ts';
import { BottomSheet } from '../picker/BottomSheet.tsx';
import { FieldButton } from '../picker/FieldButton.tsx';
import { codeTree } from './code_tree.ts';
import { TreePanel } from './TreePanel.tsx';
import type { WidgetProps } from '../contract.ts';

export function TreeInput(props: WidgetProps) {
  const [open, setOpen] = useState<{ anchor: HTMLElement; query: string } | null>(null);
  const { list, error } = useCodeList(props.field.list);
  const { tenant } = useModel();
  const phone = usePhone();
  const value = typeof props.value === 'string' && props.value !== '' ? props.value : null;
  const path = list === undefined || value === null ? [] : codeTree(list).pathOf(value);
  const last = path.at(-1);
  const text =
    path.length > 0
      ? `${path.map((code) => code.label).join(' / ')}${last?.retired === true ? '（已停用）' : ''}`
      : (value ?? '');
  const close = () => {
    open?.anchor.focus();
    setOpen(null);
    props.onBlur();
  };
  const panel =
    list === undefined ? (
      <p style={{ padding: 16 }}>{error ? '代码表没有取到，请稍后再试' : '正在载入…'}</p>
    ) : (
      <TreePanel
        tree={codeTree(list)}
        name={props.field.label}
        value={value}
        start={tenant.region}
        leafOnly={props.field.options['leaf'] === true}
        query={open?.query ?? ''}
        phone={phone}
        onPick={(code) => {
          props.onChange(code);
          close();
        }}
      />
    );
  return (
    <>
      <FieldButton
        id={props.id}
        name={props.field.label}
        label={props.label}
        text={text}
        placeholder="请选择，可输入名称、代码或拼音首字母"
        open={open !== null}
        disabled={props.disabled}
        faulty={props.faults.length > 0}
        required={props.required}
        describedBy={props.describedBy}
        onOpen={(anchor, query) => setOpen({ anchor, query })}
        onBlur={props.onBlur}
      />
      {phone ? (
        <BottomSheet open={open !== null} title={props.field.label} onClose={close}>
          {panel}
        </BottomSheet>
      ) : (
        <Popover
          open={open !== null}
          anchorEl={open?.anchor ?? null}
          onClose={close}
          anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
          slotProps={{
            paper: { role: 'dialog', 'aria-label': props.field.label, sx: { width: 640, maxWidth: '94vw', mt: 0.5 } },
          }}
        >
          {panel}
        </Popover>
      )}
    </>
  );
}
