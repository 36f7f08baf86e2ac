// Publication 公开共享: whatever leaves the bureau: QR page, API, file, database.
import { envelope, identity } from './kind.ts';
import type { Kind } from './kind.ts';
import { choice, filter, list, map, object, path, reference, text } from './shape.ts';

export const publicationKind: Kind = {
  name: 'Publication',
  doc: 'Whatever leaves the bureau. What no Publication names is not public. Several with one `code` are the pages of one QR code for several readers.',
  ownItems: ['lists'],
  draft: true,
  keys: {
    ...envelope('Publication'),
    of: reference('The entity.', 'entity', { required: true }),
    where: filter('Which records.', { fallback: 'all' }),
    fields: list('What is shown.', path('A field.'), { fallback: 'none' }),
    lists: map(
      'Related records that are shown with it.',
      'name',
      object('Related records.', {
        label: text('Heading.', { max: 40 }),
        back: reference('Name of the inverse set.', 'back', { fallback: 'the name of the list' }),
        fields: list('What is shown.', path('A field.'), { required: true }),
        ...identity('list'),
      }),
    ),
    to: choice('Who reads it.', ['public', 'subject', 'officer', 'partner', 'tenant'], { required: true }),
    by: list('How it leaves.', choice('A way.', ['qr', 'api', 'file', 'db']), { required: true }),
    code: text('QR code that several publications share.', {
      pattern: '^[a-z][a-z0-9_]*$',
      example: 'shop',
      fallback: 'its own',
    }),
    quota: text('Calls in a time: `1000 per day`.', {
      pattern: '^[1-9]\\d{0,8} per (minute|hour|day|month)$',
      example: '1000 per day',
    }),
    opens: object('What a reader may begin from it: one of the two.', {
      view: reference('A view.', 'view'),
      checklist: reference('A checklist.', 'checklist'),
      when: filter('When definitely true.'),
    }),
  },
};
