// rich_text 图文: headings, lists, emphasis and links as a closed tree of JSON (rich_document.ts). Search and lists use its words.
import { integer } from '../../kinds/shape.ts';
import type { FieldType, Read } from '../contract.ts';
import type { FieldModel } from '../../model.ts';
import { starMask } from '../mask.ts';
import { bad, good, isNothing } from '../read.ts';
import { optionNumber } from '../text_type.ts';
import { plainOf, readRichDocument, type RichNode } from './rich_document.ts';

const MOST = 20_000;

export const richTextType: FieldType = {
  name: 'rich_text',
  label: '图文',
  column: 'jsonb',
  searched: true,
  // Opaque: it can be asked for (has), not compared.
  expression: () => 'row:rich_text',
  options: { max_length: integer('Most characters of its words.', { fallback: String(MOST), min: 1, max: MOST }) },
  read,
  fromText: (text, field) => (isNothing(text) ? good(null) : read(documentOf(text), field)),
  toText: (value) => (isNode(value) ? plainOf(value).trim() : ''),
  jsonSchema: () => ({
    type: 'object',
    required: ['type'],
    properties: { type: { const: 'doc' }, content: { type: 'array', items: { type: 'object' } } },
  }),
  ...starMask,
  searchText: (value) => (isNode(value) ? plainOf(value) : null),
  widget: 'rich_text',
  cell: 'rich_text',
  sortable: false,
  indexable: false,
};

function read(value: unknown, field: FieldModel): Read {
  if (isNothing(value)) return good(null);
  const found = readRichDocument(value);
  if ('fault' in found) return bad('E_RICH_TEXT', null, { place: found.fault });
  const words = plainOf(found.document).trim();
  if (words === '') return good(null);
  const length = Array.from(words).length;
  const max = optionNumber(field, 'max_length') ?? MOST;
  return length > max ? bad('E_TOO_LONG', null, { max: String(max), length: String(length) }) : good(found.document);
}

function documentOf(text: string): RichNode {
  const lines = text.trim().split(/\r\n?|\n/);
  const paragraph = (line: string): RichNode =>
    line === '' ? { type: 'paragraph' } : { type: 'paragraph', content: [{ type: 'text', text: line }] };
  return { type: 'doc', content: lines.map(paragraph) };
}

function isNode(value: unknown): value is RichNode {
  return typeof value === 'object' && value !== null && 'type' in value;
}
