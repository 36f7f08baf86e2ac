// The month sheet itself. Loaded when first opened: most dates are typed.
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn.js';
import { AdapterDayjs } from '@mui/x-date-pickers/AdapterDayjs';
import { DateCalendar } from '@mui/x-date-pickers/DateCalendar';
import { LocalizationProvider } from '@mui/x-date-pickers/LocalizationProvider';
import { zhCN } from '@mui/x-date-pickers/locales';

const texts = zhCN.components.MuiLocalizationProvider.defaultProps.localeText;

/** @param props.day YYYY-MM-DD or null */
export default function Calendar(props: { day: string | null; onPick(day: string): void }) {
  const day = props.day === null ? null : dayjs(props.day);
  return (
    <LocalizationProvider dateAdapter={AdapterDayjs} adapterLocale="zh-cn" localeText={texts}>
      <DateCalendar
        autoFocus
        value={day?.isValid() === true ? day : null}
        onChange={(next, state) => {
          if (next !== null && state === 'finish') props.onPick(next.format('YYYY-MM-DD'));
        }}
        views={['year', 'month', 'day']}
        openTo="day"
        slotProps={{ calendarHeader: { format: 'YYYY 年 M 月' } }}
      />
    </LocalizationProvider>
  );
}
