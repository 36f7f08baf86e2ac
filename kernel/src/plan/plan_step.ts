// One step of a plan as the kernel sees it: what a change does, how sure that is, and which stored rows have to be asked about it.
import type { Expr } from '../expressions/tree.ts';
import type { KeyModel } from '../model.ts';
import type { PlanCode } from './catalogue.ts';

export type StepKind = 'metadata' | 'table' | 'index' | 'data' | 'access' | 'conflict';

/** safe: nobody needs to look. confirm: somebody has to know. refused: it is not applied as it stands. */
export type Risk = 'safe' | 'confirm' | 'refused';

/** Which rows of an entity a step is about; the model is the one whose names the question uses. */
export type Ask = { entity: string; model: 'before' | 'after' } & (
  | { rows: 'all' }
  /** A value is there, or is not where it is asked for (`when` definitely true; null: always). */
  | { rows: 'filled' | 'empty'; field: string; when: Expr | null }
  /** The rule is definitely true, or definitely false. */
  | { rows: 'true' | 'false'; expr: Expr }
  /** The field, or one of its set, holds one of these codes. */
  | { rows: 'codes'; field: string; codes: string[] }
  /** The field's type, as its options are now, would not take the value. `options`: those that changed, where nothing else did. */
  | { rows: 'unfit'; field: string; options: string[] | null }
  /** The value does not turn into one of the new type. */
  | { rows: 'unconverted'; field: string }
  /** Records that share the key with another one. */
  | { rows: 'twins'; key: KeyModel }
  /** Rows that people with these roles see in one model and not in the other. */
  | { rows: 'shown' | 'hidden'; roles: string[] }
);

/** A rename or a new field? One answer a way of writing the field. */
export interface RenameQuestion {
  code: 'PLAN_MAYBE_RENAMED';
  entity: string;
  /** Name of the field that vanished, and of those that came and would fit. */
  gone: string;
  come: string[];
}

export interface StepDraft {
  kind: StepKind;
  code: PlanCode;
  /** Risk when no row is concerned, and when one is; without a question to rows the first. */
  risk: Risk;
  found: Risk;
  /** Kind and name of the document: `Entity food.operator`. */
  document: string;
  address: string;
  /** For the sentence of the code. */
  params: Record<string, unknown>;
  /** The former revision can be taken up again without losing anything. */
  reversible: boolean;
  /** Left out of the plan where no row is concerned. */
  quiet?: boolean;
  ask?: Ask;
  question?: RenameQuestion;
}

/** A step in its usual form: safe where no row is concerned, to be confirmed where one is, and reversible. */
export function step(
  kind: StepKind,
  code: PlanCode,
  place: { document: string; address: string },
  params: Record<string, unknown>,
  more: Partial<Pick<StepDraft, 'risk' | 'found' | 'reversible' | 'quiet' | 'ask' | 'question'>> = {},
): StepDraft {
  const { ask, question, quiet } = more;
  return {
    kind,
    code,
    risk: more.risk ?? 'safe',
    found: more.found ?? (ask ? 'confirm' : (more.risk ?? 'safe')),
    document: place.document,
    address: place.address,
    params,
    reversible: more.reversible ?? true,
    ...(quiet && { quiet }),
    ...(ask && { ask }),
    ...(question && { question }),
  };
}
