// Records 数据: rows that come with a package, from a CSV beside the document whose columns are the fields of the entity.
import { envelope } from './kind.ts';
import type { Kind } from './kind.ts';
import { choice, list, reference, text } from './shape.ts';

export const recordsKind: Kind = {
  name: 'Records',
  doc: 'Rows that come with a package: laws, calendars, units. The CSV beside the document has the fields as its columns.',
  ownItems: [],
  keys: {
    ...envelope('Records'),
    label: text('What it is, for the plan.', { max: 60 }),
    of: reference('The entity.', 'entity', { required: true }),
    file: text('CSV beside the document.', { required: true, pattern: '^[\\w.-]+\\.csv$', example: 'grades.csv' }),
    key: list('Columns by which a row is found again.', reference('A field.', 'field'), { required: true }),
    on_change: choice('What happens to a row that is there already.', ['update', 'keep'], { fallback: 'keep' }),
  },
};
