// area 范围: a GeoJSON Polygon (RFC 7946 3.1.6) in CGCS2000 degrees: rings closed, an outer one and its holes.
import type { FieldType, Read } from '../contract.ts';
import { starMask } from '../mask.ts';
import { pointOf } from '../point/index.ts';
import { bad, good, isNothing } from '../read.ts';

const MOST_CORNERS = 2_000;
const MOST_RINGS = 20;

export const areaType: FieldType = {
  name: 'area',
  label: '范围',
  column: 'jsonb',
  // Opaque: it can be asked for (has), not compared.
  expression: () => 'row:area',
  options: {},
  read,
  fromText(text) {
    if (isNothing(text)) return good(null);
    try {
      return read(JSON.parse(text));
    } catch {
      return bad('E_AREA', text.slice(0, 80));
    }
  },
  toText: (value) => (isPolygon(value) ? `${Math.max((value.coordinates[0]?.length ?? 1) - 1, 0)} 个拐点` : ''),
  jsonSchema: () => ({
    type: 'object',
    required: ['type', 'coordinates'],
    properties: {
      type: { const: 'Polygon' },
      coordinates: {
        type: 'array',
        items: { type: 'array', minItems: 4, items: { type: 'array', items: { type: 'number' }, minItems: 2 } },
      },
    },
  }),
  ...starMask,
  searchText: () => null,
  widget: 'area',
  cell: 'area',
  located: true,
  sortable: false,
  indexable: false,
};

function read(value: unknown): Read {
  if (isNothing(value)) return good(null);
  if (!isPolygon(value) || value.coordinates.length === 0 || value.coordinates.length > MOST_RINGS)
    return bad('E_AREA', null);
  const rings = value.coordinates.map(ringOf);
  const corners = rings.reduce((sum, ring) => sum + (ring?.length ?? 0), 0);
  if (corners > MOST_CORNERS) return bad('E_AREA_SIZE', null, { max: String(MOST_CORNERS), found: String(corners) });
  return rings.includes(null) ? bad('E_AREA', null) : good({ type: 'Polygon', coordinates: rings });
}

/** At least three corners and the first again at the end, which is put there when it is missing. */
function ringOf(ring: unknown): [number, number][] | null {
  if (!Array.isArray(ring)) return null;
  const points: [number, number][] = [];
  for (const corner of ring as unknown[]) {
    const point = Array.isArray(corner) ? pointOf(corner[0], corner[1]) : null;
    if (!point) return null;
    points.push([point.lng, point.lat]);
  }
  const [first, last] = [points[0], points.at(-1)];
  if (first && last && (first[0] !== last[0] || first[1] !== last[1])) points.push([first[0], first[1]]);
  return points.length >= 4 ? points : null;
}

function isPolygon(value: unknown): value is { type: 'Polygon'; coordinates: unknown[][] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    value.type === 'Polygon' &&
    'coordinates' in value &&
    Array.isArray(value.coordinates)
  );
}
