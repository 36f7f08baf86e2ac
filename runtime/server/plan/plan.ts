// A plan as the door, the command line and the studio read it: the steps of a change with what they mean for live rows.
import type { Diagnostic, PlanCode, Risk, StepKind } from '@shijian/kernel';
import type { DocumentChange } from '../revisions/stored_documents.ts';

export interface Plan {
  /** Of the base, the changes, the new revision and the steps; not of the counts. What is approved and applied is this hash. */
  hash: string;
  base_rev: number;
  diagnostics: Diagnostic[];
  /** Nothing is refused and nothing is an error. */
  ok: boolean;
  /** What is refused first, then what is to be confirmed, then the rest in the order of the documents. */
  steps: PlanStep[];
  /** ISO instant of the snapshot in which the rows were counted. */
  counted_at: string;
}

export interface PlanStep {
  /** The same for the same step of the same change. */
  id: string;
  kind: StepKind;
  risk: Risk;
  code: PlanCode;
  address: string;
  /** `Entity food.operator` */
  document: string;
  params: Record<string, unknown>;
  /** Records concerned; left out where they were not, or could not be, counted. */
  count?: number;
  /** There are at least as many. */
  capped?: boolean;
  /** Rows that can be listed, and how many: GET …/steps/{id}/rows. */
  sample?: { entity: string; total: number };
  /** How long the step takes, about. */
  seconds?: number;
  /** The former revision can be taken up again without losing anything. */
  reversible: boolean;
  question?: { code: string; options: PlanOption[] };
}

/** One answer to a question: the changes that it adds to the draft. */
export interface PlanOption {
  code: string;
  label: string;
  changes: DocumentChange[];
}
