// A position: typed as 经度, 纬度 or taken from where the phone is.
import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import OutlinedInput from '@mui/material/OutlinedInput';
import MyLocationIcon from '@mui/icons-material/MyLocationOutlined';
import { controlProps } from '../control_props.tsx';
import { readText } from '../read_text.ts';
import { useLists } from '../useLists.ts';
import { useTypedText } from '../useTypedText.ts';
import type { WidgetProps } from '../contract.ts';

const PATIENCE_MS = 15_000;

export function PointInput(props: WidgetProps) {
  const lists = useLists();
  const [state, setState] = useState<'idle' | 'asking' | string>('idle');
  const typed = useTypedText({
    value: props.value,
    onChange: props.onChange,
    show: showPoint,
    read: (text) => readText(text, props.field, lists),
  });
  function locate() {
    setState('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState('idle');
        const round = (value: number) => Math.round(value * 1e7) / 1e7;
        props.onChange({ lng: round(coords.longitude), lat: round(coords.latitude) });
      },
      (error) =>
        setState(
          error.code === error.PERMISSION_DENIED
            ? '没有定位权限，请在浏览器里允许定位，或直接填写经纬度'
            : '没有取到位置，请到开阔处再试，或直接填写经纬度',
        ),
      { enableHighAccuracy: true, timeout: PATIENCE_MS },
    );
  }
  const problem = state !== 'idle' && state !== 'asking' ? state : null;
  return (
    <Box>
      <Box sx={{ display: 'flex', gap: 1 }}>
        <OutlinedInput
          {...controlProps(props)}
          fullWidth
          size="small"
          value={typed.text}
          onChange={(event) => typed.type(event.target.value)}
          onBlur={() => {
            typed.settle();
            props.onBlur();
          }}
          placeholder="经度, 纬度，如 114.5149, 38.0423"
        />
        <Button
          variant="outlined"
          startIcon={<MyLocationIcon />}
          disabled={props.disabled || state === 'asking'}
          onClick={locate}
          aria-label={`用我的位置：${props.label ?? props.field.label}`}
          sx={{ flex: 'none' }}
        >
          {state === 'asking' ? '定位中…' : '定位'}
        </Button>
      </Box>
      {problem !== null && (
        <Box role="alert" sx={{ mt: 0.5, fontSize: '0.75rem', color: 'var(--bad)' }}>
          {problem}
        </Box>
      )}
    </Box>
  );
}

function showPoint(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('lng' in value) || !('lat' in value)) return '';
  return `${String(value.lng)}, ${String(value.lat)}`;
}
