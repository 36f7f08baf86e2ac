// json 原始数据: what another system sent, kept as it came; eight deep and 64 KB at most.
import type { FieldType, Read } from '../contract.ts';
import { starMask } from '../mask.ts';
import { bad, good, hasForbiddenCharacter, isNothing } from '../read.ts';

const DEEPEST = 8;
const LARGEST = 65_536;

export const jsonType: FieldType = {
  name: 'json',
  label: '原始数据',
  column: 'jsonb',
  // Opaque: it can be asked for (has), not compared.
  expression: () => 'row:json',
  options: {},
  read,
  fromText(text) {
    if (isNothing(text)) return good(null);
    try {
      return read(JSON.parse(text));
    } catch {
      return bad('E_JSON', text.slice(0, 80));
    }
  },
  toText: (value) => (value === null || value === undefined ? '' : JSON.stringify(value)),
  jsonSchema: () => ({}),
  ...starMask,
  searchText: () => null,
  widget: 'json',
  cell: 'json',
  sortable: false,
  indexable: false,
};

function read(value: unknown): Read {
  if (value === null || value === undefined || value === '') return good(null);
  // A bare text or number is something typed, not something sent.
  if (typeof value !== 'object' || !isPlain(value, 0)) return bad('E_JSON', null);
  const size = JSON.stringify(value).length;
  return size > LARGEST ? bad('E_JSON_SIZE', null, { max: '64', found: String(Math.ceil(size / 1024)) }) : good(value);
}

function isPlain(value: unknown, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return !hasForbiddenCharacter(value, true);
  if (typeof value !== 'object') return false;
  return Object.entries(value).every(([key, inner]) => !hasForbiddenCharacter(key, false) && isPlain(inner, depth + 1));
}
