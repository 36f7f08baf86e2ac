// The object that stands for an uploaded file in a record: { id, name, type, size }; the server fills in all but the id.
import { integer, list, text } from '../../kinds/shape.ts';
import type { FieldFault, FieldType, Read } from '../contract.ts';
import type { FieldModel } from '../../model.ts';
import { starMask } from '../mask.ts';
import { bad, good, isNothing } from '../read.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface FileKind {
  name: string;
  label: string;
  many: boolean;
  image: boolean;
}

/** Builds file, files, image and images. */
export function storedFileType({ name, label, many, image }: FileKind): FieldType {
  function read(value: unknown, field: FieldModel): Read {
    if (isNothing(value)) return good(many ? [] : null);
    if (!many) return readFile(value, field, image);
    if (!Array.isArray(value)) return bad('E_TYPE', value, { expected: 'files' });
    const most = typeof field.options['max_count'] === 'number' ? field.options['max_count'] : 20;
    const least = typeof field.options['min_count'] === 'number' ? field.options['min_count'] : 0;
    if (value.length > most) return bad('E_TOO_MANY', value, { max: String(most) });
    if (value.length > 0 && value.length < least) return bad('E_TOO_FEW', value, { min: String(least) });
    const faults: FieldFault[] = [];
    const files = value.map((file: unknown, i) => {
      const one = isNothing(file) ? bad('E_FILE', file) : readFile(file, field, image);
      if (!one.ok) faults.push(...one.faults.map((fault) => ({ ...fault, at: `[${i}]` })));
      return one.ok ? one.value : null;
    });
    return faults.length > 0 ? { ok: false, faults } : good(files);
  }
  const nameOf = (file: unknown): string => (isFile(file) ? (file.name ?? file.id) : '');
  return {
    name,
    label,
    column: 'jsonb',
    files: true,
    // Opaque: a file can be asked for (has) and counted, not compared.
    expression: () => (many ? 'set:row:' : 'row:file'),
    options: {
      accept: list('Media types that are taken.', text('A media type, image/* for all of a sort.'), {
        fallback: image ? 'image/*' : 'any',
      }),
      max_size: integer('Most megabytes of one file.', { fallback: '20', min: 1, max: 20 }),
      ...(many && {
        min_count: integer('Fewest files.', { min: 0 }),
        max_count: integer('Most files.', { fallback: '20', min: 1, max: 100 }),
      }),
    },
    read,
    fromText: (text) => (isNothing(text) ? good(many ? [] : null) : bad('E_FILE_IN_TEXT', text)),
    toText: (value) => (Array.isArray(value) ? value.map(nameOf).join('、') : nameOf(value)),
    jsonSchema: () => (many ? { type: 'array', items: fileSchema } : fileSchema),
    ...starMask,
    searchText: () => null,
    widget: image ? 'image' : 'upload',
    cell: image ? 'image' : 'file',
    sortable: false,
    indexable: false,
  };
}

const fileSchema = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    name: { type: 'string' },
    type: { type: 'string' },
    size: { type: 'integer' },
  },
};

interface StoredFile {
  id: string;
  name?: string;
  type?: string;
  size?: number;
}

function isFile(value: unknown): value is StoredFile {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

function readFile(value: unknown, field: FieldModel, image: boolean): Read {
  if (!isFile(value) || !uuid.test(value.id)) return bad('E_FILE', value);
  const file: StoredFile = { id: value.id.toLowerCase() };
  if (typeof value.name === 'string') file.name = value.name.slice(0, 200);
  if (typeof value.type === 'string') file.type = value.type;
  if (typeof value.size === 'number') file.size = value.size;
  const accept = Array.isArray(field.options['accept'])
    ? field.options['accept'].map(String)
    : image
      ? ['image/*']
      : [];
  if (file.type !== undefined && accept.length > 0 && !accept.some((media) => matches(media, file.type ?? '')))
    return bad('E_FILE_TYPE', file.name ?? file.id, { accept: accept.join('、'), type: file.type });
  const most = typeof field.options['max_size'] === 'number' ? field.options['max_size'] : 20;
  if (file.size !== undefined && file.size > most * 1_048_576)
    return bad('E_FILE_SIZE_RECORD', file.name ?? file.id, { max: String(most) });
  return good(file);
}

function matches(media: string, type: string): boolean {
  return media.endsWith('/*') ? type.startsWith(media.slice(0, -1)) : media === type;
}
