// Document 文书: a template that becomes PDF and Word when it is issued.
import { envelope } from './kind.ts';
import type { Kind } from './kind.ts';
import { acts, inputs } from './parts.ts';
import { boolean, choice, list, object, reference, text, template } from './shape.ts';

export const templateKind: Kind = {
  name: 'Document',
  doc: 'A template that becomes PDF and Word when it is issued. The body is Markdown with `{expressions}`, `{#each set as x}…{/each}` and `{#if condition}…{#else}…{/if}`; `{{` is one brace.',
  ownItems: [],
  draft: true,
  keys: {
    ...envelope('Document'),
    of: reference('The entity.', 'entity', { required: true }),
    title: template('Title of an issued one.', { fallback: 'the label' }),
    number: text(
      'How its number is spelt, as in a sequence: `{org}计检{year}第{n:5}号`; {org} (the unit that issues), {year}, {month}, {day}, {region}, {n:digits}.',
      {
        max: 80,
      },
    ),
    params: inputs('What is asked for when it is issued.'),
    body: text('The template.', { required: true, max: 100_000 }),
    paper: choice('Paper.', ['a4', 'a4_landscape', 'a5'], { fallback: 'a4' }),
    seal: boolean('Carries the seal of the bureau.', { fallback: 'false' }),
    signed_by: list('Roles that sign, in order.', reference('A role.', 'role')),
    delivery: object('How it reaches the subject.', {
      receipt: boolean('A receipt comes back.', { fallback: 'false' }),
    }),
    on_issue: acts('What happens when it is issued.'),
  },
};
