// Connector 对接: a connection to another system and its streams, in order.
import { envelope, identity } from './kind.ts';
import type { Kind } from './kind.ts';
import { clock, roles } from './parts.ts';
import { boolean, choice, either, expression, filter, list, map, object, reference, text } from './shape.ts';

export const connectorKind: Kind = {
  name: 'Connector',
  doc: 'A connection (its address a setting of the bureau, its secret a name) and its streams, in order: pull into a mirror, match the mirror with ours, push out. Rows that fail go to quarantine with the reason; what was just pulled is not pushed back.',
  ownItems: ['streams'],
  draft: true,
  keys: {
    ...envelope('Connector'),
    driver: choice(
      'How it is reached.',
      ['mysql', 'postgresql', 'oracle', 'dm', 'kingbase', 'http', 'sftp', 'webdav'],
      {
        required: true,
      },
    ),
    setting: text('Setting of the own package that holds the address.', {
      required: true,
      pattern: '^[a-z][a-z0-9_]*$',
      example: 'province_db',
    }),
    secret: text('Name of the secret.', { pattern: '^[a-z][a-z0-9_]*$', example: 'province_password' }),
    every: clock('When it runs.'),
    streams: map(
      'The streams.',
      'name',
      object('A stream.', {
        direction: choice(
          'pull: theirs into `of`. match: `from` (a mirror) linked to `of`. push: `of` out.',
          ['pull', 'match', 'push'],
          {
            required: true,
          },
        ),
        of: reference('Our entity.', 'entity', { required: true }),
        from: reference('The mirror that a match reads; `from` in its expressions.', 'entity'),
        table: text('Table, path or topic on the other side.', { max: 120 }),
        since: text('Column of theirs that tells what is new.', { max: 60 }),
        deleted: text('Condition of theirs on a removed row, in their language.', { max: 200 }),
        key: list('Columns of theirs that tell rows apart.', text('A column.', { max: 60 })),
        after: list('Streams that run before.', reference('A stream.', 'stream')),
        when: filter('Which records go out.'),
        match: list('Rules in turn; `it` is ours, `from` theirs.', expression('A rule.')),
        map: map(
          'Our fields and theirs.',
          'field',
          either('Their column.', [
            text('The column.', { max: 60 }),
            object('The column and how it is read.', {
              column: text('The column.', { required: true, max: 60 }),
              codes: reference('Crosswalk of their codes: a list whose `crosswalk` is the list of the field.', 'list'),
              owner: choice('Who may change it.', ['local', 'remote', 'newer', 'ask'], { fallback: 'remote' }),
              find: reference('Field of the record pointed at by which a ref is found: `uscc`.', 'field'),
              missing: choice('When the ref is not found.', ['hold', 'leave', 'create'], { fallback: 'hold' }),
              format: text('Format of a date: `yyyyMMdd`.', { max: 30 }),
            }),
          ]),
        ),
        send: map('Columns of theirs that are computed.', 'any', expression('The value.', { gives: 'any' })),
        needs: list('Columns that must hold a value.', text('A column.', { max: 60 })),
        incomplete: object('What happens when one of them does not.', {
          hold: boolean('The record waits.', { fallback: 'true' }),
          tell: roles('Who fills the gap.'),
        }),
        receipt: object('How the other side answers.', {
          table: text('Where.', { required: true, max: 120 }),
          key: text('Their column that names what was sent.', { required: true, max: 60 }),
          ok: text('Condition of theirs on success, in their language.', { required: true, max: 200 }),
          into: map('Our fields and their columns.', 'field', text('A column.', { max: 60 })),
        }),
        on_conflict: choice('Both sides changed since the last agreed image.', ['ask', 'local', 'remote', 'newer'], {
          fallback: 'ask',
        }),
        ...identity('stream'),
      }),
      { required: true },
    ),
  },
};
