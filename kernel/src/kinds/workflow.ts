// Workflow 流程: the states of a record, who moves it on, and what then happens.
import { envelope, identity } from './kind.ts';
import type { Kind } from './kind.ts';
import { acts, duration, inputs, onEvent, roles, values } from './parts.ts';
import { boolean, choice, either, expression, filter, integer, list, map, object, reference, text } from './shape.ts';

const state = reference('A state.', 'state');

export const workflowKind: Kind = {
  name: 'Workflow',
  doc: 'The states of a record, who moves it on, and what then happens. Who may take a transition is said once, in `by`.',
  ownItems: ['states', 'transitions'],
  draft: true,
  keys: {
    ...envelope('Workflow'),
    of: reference('The entity.', 'entity', { required: true }),
    state_field: reference(
      'Text or code field of the entity that holds the state, so that lists and expressions read it; the codes are then the states. Two flows over one entity each need one of their own.',
      'field',
      {
        fallback: 'the flow keeps it',
      },
    ),
    starts_when: filter('A record enters this flow when definitely true.', { fallback: 'always' }),
    states: map(
      'The states.',
      'name',
      object('A state.', {
        label: text('What officers read.', { required: true, max: 20 }),
        start: boolean('New records stand here; one state does.', { fallback: 'false' }),
        end: boolean('Nothing leads on from here.', { fallback: 'false' }),
        suspends: boolean('The clock of the deadline stands still.', { fallback: 'false' }),
        within: duration('How long a record may stay.'),
        escalate: reference('Who is told when it stays longer.', 'role'),
        run: object('A flow over a new record that runs while this one waits here.', {
          flow: reference('The flow.', 'workflow', { required: true }),
          set: values('Fields of the new record.'),
        }),
        ...identity('state'),
      }),
      { required: true },
    ),
    transitions: map(
      'The ways from state to state.',
      'name',
      object('A way from state to state.', {
        label: text('The button.', { max: 20, fallback: 'its name' }),
        from: either('Where it begins.', [state, list('Several.', state)], { required: true }),
        to: either(
          'Where it leads: a state, or the first of several whose condition is definitely true.',
          [
            state,
            list(
              'Branches in turn; the last has no `if`.',
              object('A branch.', {
                if: expression('Its condition.'),
                state: reference('The state.', 'state', { required: true }),
              }),
            ),
          ],
          { fallback: 'the record stays where it is' },
        ),
        by: roles('Who may take it.'),
        not_by: list(
          'Who took one of these for this record may not take it.',
          reference('A transition.', 'transition'),
        ),
        when: filter('Can be taken only when definitely true.'),
        form: reference('Form that is filled in.', 'form'),
        input: inputs('What is asked for and not kept: `input.<name>` in its expressions.'),
        do: acts('What happens then.'),
        on: onEvent('Taken by itself when this happens.'),
        auto: boolean('Taken by itself at once, when `when` holds.', { fallback: 'false' }),
        after: duration('Taken by itself after this time in the state.'),
        steps: map(
          'Levels of approval, in order.',
          'name',
          object('A level.', {
            label: text('What officers read.', { max: 20 }),
            by: roles('Who decides.', { required: true }),
            votes: text('Part of the votes that carries: `2/3`.', { pattern: '^[1-9]/[1-9]$', example: '2/3' }),
            when: filter('Only when definitely true.'),
          }),
        ),
        back_to: reference('Where a refused approval goes.', 'state', { fallback: 'where it came from' }),
        extend: duration('Lengthens the deadline by this.'),
        at_most: integer('How often it may be taken for a record.', { min: 1, max: 99 }),
        issues: list('Documents issued.', reference('A document.', 'template')),
        ...identity('transition'),
      }),
      { required: true },
    ),
    deadline: object('Time for the whole.', {
      total: duration('How long.', { required: true }),
      calendar: choice('Days that count.', ['natural', 'cn_workdays'], { fallback: 'cn_workdays' }),
    }),
  },
};
