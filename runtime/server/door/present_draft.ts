// A draft as it is sent, with what the actor may do to it now.
import type { Scene } from '../records/scene.ts';
import { asksFourEyes, type Door } from './door_access.ts';
import type { Draft } from './draft.ts';

export interface ShownDraft extends Draft {
  /** The bureau has moved on to another revision since. */
  behind: boolean;
  /** A second person has agreed to the plan of that hash. */
  approved: boolean;
  can: { edit: boolean; drop: boolean; submit: boolean; approve: boolean; reject: boolean; publish: boolean };
}

export function presentDraft(scene: Scene, door: Door, draft: Draft): ShownDraft {
  const { rights } = door;
  const fourEyes = asksFourEyes(scene.state.model);
  const mine = draft.editors.includes(scene.actor.user);
  const unfinished = draft.state === 'open' || draft.state === 'submitted' || draft.state === 'rejected';
  const behind = unfinished && draft.base_rev !== scene.state.model_rev;
  const approved = draft.state === 'submitted' && draft.plan_hash !== null;
  return {
    ...draft,
    behind,
    approved,
    can: {
      edit: rights.write && unfinished,
      drop: rights.drop && unfinished,
      submit: rights.write && (draft.state === 'open' || draft.state === 'rejected') && !behind,
      approve: rights.approve && draft.state === 'submitted' && !approved && !behind && !(fourEyes && mine),
      reject: rights.approve && draft.state === 'submitted',
      publish:
        rights.publish && !behind && (fourEyes ? approved : draft.state === 'open' || draft.state === 'submitted'),
    },
  };
}
