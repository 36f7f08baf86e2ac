// The calendar behind a date control: a popover at the desk, a sheet from below on the phone.
import { lazy, Suspense, useState } from 'react';
import Drawer from '@mui/material/Drawer';
import IconButton from '@mui/material/IconButton';
import InputAdornment from '@mui/material/InputAdornment';
import Popover from '@mui/material/Popover';
import Skeleton from '@mui/material/Skeleton';
import CalendarIcon from '@mui/icons-material/CalendarTodayOutlined';
import { usePhone } from '../../theme/usePhone.ts';

const Calendar = lazy(() => import('./Calendar.tsx'));

export function CalendarButton(props: {
  name: string;
  day: string | null;
  disabled: boolean;
  onPick(day: string): void;
}) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const phone = usePhone();
  const close = () => {
    anchor?.focus();
    setAnchor(null);
  };
  const calendar = (
    <Suspense fallback={<Skeleton variant="rectangular" width={320} height={334} />}>
      <Calendar
        day={props.day}
        onPick={(day) => {
          props.onPick(day);
          close();
        }}
      />
    </Suspense>
  );
  return (
    <InputAdornment position="end" sx={{ ml: 0 }}>
      <IconButton
        size="small"
        edge="end"
        tabIndex={-1}
        disabled={props.disabled}
        aria-label={`打开日历：${props.name}`}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <CalendarIcon sx={{ fontSize: '18px !important' }} />
      </IconButton>
      {phone ? (
        <Drawer
          anchor="bottom"
          open={anchor !== null}
          onClose={close}
          slotProps={{
            paper: {
              role: 'dialog',
              'aria-label': props.name,
              sx: { borderRadius: '12px 12px 0 0', pb: 'env(safe-area-inset-bottom)' },
            },
          }}
        >
          {calendar}
        </Drawer>
      ) : (
        <Popover
          open={anchor !== null}
          anchorEl={anchor}
          onClose={close}
          anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
          transformOrigin={{ vertical: 'top', horizontal: 'right' }}
          slotProps={{ paper: { role: 'dialog', 'aria-label': props.name } }}
        >
          {calendar}
        </Popover>
      )}
    </InputAdornment>
  );
}
