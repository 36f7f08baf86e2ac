// `server:` of a package: what metadata cannot say, as functions that the server runs in a box of their own. The manifest says where they come
// in and how far they reach, so that this is known before any of them is loaded.
import { identity } from './kind.ts';
import { roles } from './parts.ts';
import { choice, list, map, object, reference, text } from './shape.ts';
import type { Shape } from './shape.ts';

export const serverEvents = ['created', 'changed', 'deleted', 'restored'] as const;

const file = (): Shape =>
  text('File below `server/` whose default export is the function.', {
    required: true,
    pattern: '^server/[A-Za-z0-9_/-]+\\.(js|ts)$',
    example: 'server/regrade.ts',
  });

export function pluginServer(): Shape {
  return object('Functions that the server runs, each with the rights of whoever acts and never more.', {
    reads: list('Entities of other packages that they may read.', reference('An entity.', 'entity'), {
      fallback: 'the entities of the package alone',
    }),
    writes: list('Entities of other packages that they may read and write.', reference('An entity.', 'entity'), {
      fallback: 'the entities of the package alone',
    }),
    acts: map(
      'Buttons on a record.',
      'name',
      object('An act.', {
        label: text('What the button says.', { required: true, max: 12 }),
        of: reference('The entity on whose records it stands.', 'entity', { required: true }),
        by: roles('Who may do it.', { required: true }),
        run: file(),
        ...identity('act'),
      }),
    ),
    saved: map(
      'What is done after a record was saved: at least once, with the rights of who saved it.',
      'name',
      object('A reaction.', {
        of: reference('The entity.', 'entity', { required: true }),
        on: list('After what.', choice('What happened.', serverEvents), { fallback: '[created, changed]' }),
        fields: list('Only when one of these fields changed.', reference('A field.', 'field'), {
          fallback: 'any field',
        }),
        run: file(),
      }),
    ),
  });
}
