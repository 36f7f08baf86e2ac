// Rule 规则: alerts, schedules and reactions.
import { envelope } from './kind.ts';
import type { Kind } from './kind.ts';
import { acts, clock, onEvent } from './parts.ts';
import { filter, reference } from './shape.ts';

export const ruleKind: Kind = {
  name: 'Rule',
  doc: 'An alert, a schedule or a reaction: when it looks (`watch`, `on` or `every`: one of them), at which records, and what it then does.',
  ownItems: ['do'],
  draft: true,
  keys: {
    ...envelope('Rule'),
    of: reference('The entity whose records it looks at; `record` in its expressions.', 'entity'),
    watch: clock('Looks at all records at this time: `daily 06:00`.'),
    on: onEvent('Looks when this happens; `event` in its expressions.'),
    every: clock('Does it at this time, whatever the records.'),
    when: filter('Which records.'),
    do: { ...acts('What it does.'), required: true },
  },
};
