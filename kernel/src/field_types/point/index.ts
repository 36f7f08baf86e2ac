// point 位置: longitude and latitude in degrees, CGCS2000 (GB 22021; within centimetres of WGS 84), seven digits: a centimetre.
import type { FieldType, Read } from '../contract.ts';
import { starMask } from '../mask.ts';
import { bad, good, halfWidth, isNothing } from '../read.ts';

export const pointType: FieldType = {
  name: 'point',
  label: '位置',
  column: 'jsonb',
  // Opaque: it can be asked for (has), not compared.
  expression: () => 'row:point',
  options: {},
  read,
  fromText(text) {
    if (isNothing(text)) return good(null);
    const [, lng, lat] = /^(-?\d+(?:\.\d+)?)[,，\s]+(-?\d+(?:\.\d+)?)$/.exec(halfWidth(text)) ?? [];
    return lng === undefined ? bad('E_POINT', text) : read({ lng: Number(lng), lat: Number(lat) });
  },
  toText: (value) => (isPoint(value) ? `${value.lng}, ${value.lat}` : ''),
  jsonSchema: () => ({
    type: 'object',
    required: ['lng', 'lat'],
    properties: {
      lng: { type: 'number', minimum: -180, maximum: 180 },
      lat: { type: 'number', minimum: -90, maximum: 90 },
    },
    additionalProperties: false,
  }),
  ...starMask,
  searchText: () => null,
  widget: 'point',
  cell: 'text',
  located: true,
  sortable: false,
  indexable: false,
};

export interface Point {
  lng: number;
  lat: number;
}

/** A point with seven digits behind the point; null for what is none. */
export function pointOf(lng: unknown, lat: unknown): Point | null {
  if (typeof lng !== 'number' || typeof lat !== 'number' || !(Math.abs(lng) <= 180) || !(Math.abs(lat) <= 90))
    return null;
  const round = (value: number): number => Math.round(value * 1e7) / 1e7;
  return { lng: round(lng), lat: round(lat) };
}

function read(value: unknown): Read {
  if (isNothing(value)) return good(null);
  const point = isPoint(value) ? pointOf(value.lng, value.lat) : null;
  return point ? good(point) : bad('E_POINT', null);
}

function isPoint(value: unknown): value is { lng: unknown; lat: unknown } {
  return typeof value === 'object' && value !== null && 'lng' in value && 'lat' in value;
}
