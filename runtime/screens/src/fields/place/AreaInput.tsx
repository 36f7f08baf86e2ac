// A polygon, a corner a line, with its outline drawn beside it; a GeoJSON Polygon may be pasted whole.
import Box from '@mui/material/Box';
import OutlinedInput from '@mui/material/OutlinedInput';
import { controlProps } from '../control_props.tsx';
import { readText } from '../read_text.ts';
import { useLists } from '../useLists.ts';
import { useTypedText } from '../useTypedText.ts';
import type { WidgetProps } from '../contract.ts';
import { AreaShape, ringsOf } from './AreaShape.tsx';

export function AreaInput(props: WidgetProps) {
  const lists = useLists();
  const typed = useTypedText({
    value: props.value,
    onChange: props.onChange,
    show: showArea,
    read: (text) => cornersOf(text) ?? readText(text, props.field, lists),
  });
  return (
    <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
      <OutlinedInput
        {...controlProps(props)}
        multiline
        minRows={4}
        maxRows={12}
        size="small"
        value={typed.text}
        onChange={(event) => typed.type(event.target.value)}
        onBlur={() => {
          typed.settle();
          props.onBlur();
        }}
        placeholder={'每行一个拐点：经度, 纬度\n114.50, 38.04\n114.60, 38.04\n114.60, 38.10'}
        sx={{ flex: '1 1 260px', py: 1, fontVariantNumeric: 'tabular-nums' }}
      />
      <AreaShape value={props.value} name={props.label ?? props.field.label} />
    </Box>
  );
}

/** Lines of 经度, 纬度 → a polygon; undefined for text that is something else. */
function cornersOf(text: string): unknown {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const corners = lines.map((line) => /^\s*(-?[\d.]+)\s*[,，\s]\s*(-?[\d.]+)\s*$/.exec(line));
  if (lines.length === 0 || corners.some((corner) => corner === null)) return undefined;
  return { type: 'Polygon', coordinates: [corners.map((corner) => [Number(corner?.[1]), Number(corner?.[2])])] };
}

/** One ring as lines; what has holes stays GeoJSON. */
function showArea(value: unknown): string {
  if (typeof value === 'string') return value;
  const rings = ringsOf(value);
  if (rings.length === 0) return '';
  if (rings.length > 1) return JSON.stringify(value);
  const [ring = []] = rings;
  const [first, last] = [ring[0], ring.at(-1)];
  const closed = ring.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1];
  return (closed ? ring.slice(0, -1) : ring).map(([lng, lat]) => `${lng}, ${lat}`).join('\n');
}
