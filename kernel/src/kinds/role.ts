// Role 角色: what its holders may do. What is not granted is not allowed.
import { envelope } from './kind.ts';
import type { Kind } from './kind.ts';
import { boolean, choice, either, filter, list, map, object, reference } from './shape.ts';
import type { Shape } from './shape.ts';

const scope = (doc: string): Shape =>
  either(
    doc,
    [boolean('`true`: every record of the bureau.'), filter('The records for which it is definitely true.')],
    {
      fallback: 'false',
    },
  );
const fieldList = (doc: string): Shape => list(doc, reference('A field.', 'field'));

export const roleKind: Kind = {
  name: 'Role',
  doc: 'What its holders may do. What is not granted is not allowed.',
  ownItems: [],
  keys: {
    ...envelope('Role'),
    grants: map(
      'Rights for each entity.',
      'qualified',
      object('Rights on the records of an entity.', {
        read: scope('May see.'),
        create: scope('May add; the new record must lie inside.'),
        update: either(
          'May change.',
          [
            boolean('`true`: whatever may be seen.'),
            filter('The records for which it is definitely true, before and after.'),
            object('Some records, some fields.', {
              where: scope('Which records; left out: whatever may be seen.'),
              fields: fieldList('Only these fields.'),
            }),
          ],
          { fallback: 'false' },
        ),
        delete: scope('May put into the recycle bin.'),
        restore: scope('May take out of the recycle bin.'),
        import: boolean('May import files.', { fallback: 'false' }),
        export: boolean('May export lists.', { fallback: 'false' }),
        history: boolean('May read who changed what.', { fallback: 'false' }),
        reveal: either('Personal fields that may be revealed, which is logged.', [
          boolean('`true`: all of them.'),
          fieldList('These.'),
        ]),
        hide: fieldList('Fields that are not there for this role.'),
        find: fieldList('Sensitive fields that may be looked up by their whole value, which is logged.'),
        across: choice('Reads the records of the counties below too.', ['counties']),
      }),
      { required: true },
    ),
  },
};
