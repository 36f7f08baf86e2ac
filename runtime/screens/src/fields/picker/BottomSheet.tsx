// A sheet from the lower edge of the phone: title, content that scrolls, and a way out within reach of the thumb.
import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';

export function BottomSheet(props: {
  open: boolean;
  title: string;
  onClose(): void;
  done?: string;
  /** As tall as its content; else of one height, so that it does not jump while a search narrows. */
  short?: boolean;
  children: ReactNode;
}) {
  return (
    <Drawer
      anchor="bottom"
      open={props.open}
      onClose={props.onClose}
      slotProps={{
        paper: {
          role: 'dialog',
          'aria-label': props.title,
          sx: {
            borderRadius: '12px 12px 0 0',
            height: props.short === true ? 'auto' : '86dvh',
            maxHeight: '86dvh',
            pb: 'env(safe-area-inset-bottom)',
            display: 'flex',
            flexDirection: 'column',
          },
        },
      }}
    >
      <Box
        sx={{
          display: 'flex',
          alignItems: 'center',
          justifyContent: 'space-between',
          pl: 2,
          pr: 1,
          minHeight: 52,
          borderBottom: '1px solid',
          borderColor: 'divider',
          flex: 'none',
        }}
      >
        <Box component="h2" sx={{ fontSize: '1rem', fontWeight: 600, m: 0 }}>
          {props.title}
        </Box>
        <Button onClick={props.onClose}>{props.done ?? '关闭'}</Button>
      </Box>
      {props.children}
    </Drawer>
  );
}
