// English sentences about flows, checklists, documents and the other kinds whose engines are still to come.
import { say } from '../entry.ts';

export const draftMessages = {
  E_DOCUMENT_UNKNOWN: say(
    'There is no {kind} "{value}".',
    'Bare names are of the own package; others are written package.name.',
  ),
  E_ITEM_UNKNOWN: say('"{value}" is not among the {map}.', 'Known: {known}.'),
  E_EVENT_UNKNOWN: say(
    'There is no event "{value}".',
    'Events are entity.created, .changed, .deleted, entity.check.refused, flow.transition, document.issued.',
  ),
  E_MEASURE_UNKNOWN: say('No dataset has "{value}".', 'Write dataset.measure: {known}.'),
  E_ONE_OF: say('One of {known} is wanted, and there is "{value}".', 'Keep exactly one.'),
  E_ACT_VERB: say(
    'An act has one verb, and this has "{value}".',
    'Write one of {known}; a second one becomes an act of its own.',
  ),
  E_ACT_KEY: say('"{value}" does not go with {verb}.', 'It belongs to {wanted}.'),
  E_FLOW_START: say(
    'One state is the start, and "{value}" is not the only one ({other}).',
    'Write `start: true` at exactly one state.',
  ),
  E_FLOW_UNREACHABLE: say('No way leads to the state "{value}".', 'Add a transition to it, or take it out.'),
  E_FLOW_DEAD_END: say(
    'Nothing leads on from the state "{value}", and it is no end.',
    'Add a transition from it, or write `end: true`.',
  ),
  E_FLOW_AFTER_END: say(
    'The state "{value}" is an end, and a transition leads on from it.',
    'Take out `end: true`, or the transition.',
  ),
  E_FLOW_NOBODY: say(
    'Nobody may take "{value}", and it does not go by itself.',
    'Say who in `by`, or when in `on`, `after` or `auto`.',
  ),
  E_FLOW_TRIGGER: say('Taken in more than one way: {value}.', 'Keep one; make a second transition for the other.'),
  E_FLOW_ROLE: say(
    'The role "{value}" may not read {entity} and so cannot act.',
    'Grant it `read`, or take it out of `by`.',
  ),
  E_FLOW_NOT_BY: say('"{value}" names itself.', 'Name the other transitions whose takers are kept out.'),
  E_FLOW_BRANCH: say(
    'Of the branches all but the last have `if`, and the last has none.',
    'Put the condition where it is missing, or end with a branch without one.',
  ),
  E_FLOW_SHARED: say(
    'Another flow ({other}) is over {value} too, and nothing tells which holds.',
    'Give both `starts_when`, or one of them a `state_field` of its own.',
  ),
  E_SECTION_EMPTY: say('The section "{value}" has no items.', 'Put items into it, or take it out.'),
  E_ITEM_PASS: say('The answer of "{value}" is {type}: nothing says what passes.', 'Write `pass` over `answer`.'),
  E_ANSWER_LIST: say(
    'An answer of type code has a list, and others have none ({value}).',
    'Add `list`, or take it out.',
  ),
  E_GRADES: say('Grades go down from the best, and only the last has no `from`: "{value}".', 'Put them in order.'),
  E_BODY_BLOCK: say(
    'The block "{value}" is not open, not closed or not known.',
    'Blocks are {#each set as x}…{/each} and {#if condition}…{#else}…{/if}.',
  ),
  E_FLOW_STATE_FIELD: say('"{value}" ({type}) cannot hold the state.', 'Name a text or code field that is kept.'),
  E_FLOW_STATE_CODE: say(
    'The state "{value}" is no code of {list}, the list of the field that holds it.',
    'Add the code to the list, or rename the state.',
  ),
  E_CROSSWALK_LIST: say(
    '"{value}" does not translate into {list}, the list of the field.',
    'Name a list whose crosswalk is {list}.',
  ),
  E_NUMBER_PATTERN: say(
    '"{value}" is no part of a number.',
    'Text with one {{n:4}} and, as wanted, {{org}}, {{year}}, {{month}}, {{day}}, {{region}}.',
  ),
  E_DRAW_STRATA: say(
    'Strata are the codes of the field that `by` names: "{value}".',
    'Name a code field in `by`, and its codes as strata.',
  ),
  E_STREAM_KEY: say('"{value}" is no key of a stream with direction {direction}.', 'It belongs to {wanted}.'),
  E_PUBLICATION_PERSONAL: say(
    'The personal field "{value}" may not leave to {to}.',
    'Take it out, or publish a computed field that tells no person.',
  ),
  E_PAGE_COMPONENT: say(
    'A page may not hold "{value}".',
    'The reference lists the components; scripts and foreign addresses are not among them.',
  ),
  E_VIEW_TREE: say('The records of {value} form no tree.', 'Name the ref to the parent in `tree` of the entity.'),
  E_VIEW_FIELD: say('The field "{value}" is {type}; here it must be {known}.', 'Name a field of that type.'),
};
