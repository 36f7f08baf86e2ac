// The outline of a polygon, north up and true to scale at its latitude.

/** Rings of a GeoJSON Polygon; none for anything else. */
export function ringsOf(value: unknown): [number, number][][] {
  if (typeof value !== 'object' || value === null || !('coordinates' in value) || !Array.isArray(value.coordinates))
    return [];
  return (value.coordinates as unknown[]).filter(
    (ring): ring is [number, number][] =>
      Array.isArray(ring) && ring.every((corner) => Array.isArray(corner) && corner.every(Number.isFinite)),
  );
}

const SIZE = 120;

export function AreaShape(props: { value: unknown; name: string }) {
  const rings = ringsOf(props.value);
  const corners = rings.flat();
  if (corners.length < 3) return null;
  const [west, east] = [Math.min(...corners.map(([x]) => x)), Math.max(...corners.map(([x]) => x))];
  const [south, north] = [Math.min(...corners.map(([, y]) => y)), Math.max(...corners.map(([, y]) => y))];
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = (SIZE - 8) / Math.max((east - west) * narrow, north - south, 1e-9);
  const path = rings
    .map((ring) => ring.map(([x, y]) => `${4 + (x - west) * narrow * scale} ${4 + (north - y) * scale}`).join(' L '))
    .map((line) => `M ${line} Z`)
    .join(' ');
  return (
    <svg
      role="img"
      aria-label={`${props.name}：${corners.length - rings.length} 个拐点的轮廓`}
      width={SIZE}
      height={SIZE}
      viewBox={`0 0 ${SIZE} ${SIZE}`}
      style={{ border: '1px solid var(--line)', borderRadius: 8, background: '#fff', display: 'block' }}
    >
      <path d={path} fill="var(--brand-soft)" stroke="var(--brand)" strokeWidth="1.5" fillRule="evenodd" />
    </svg>
  );
}
