// A fault of a record as the API sends it and the form shows it.
import { recordFault } from '../diagnostics/record_messages.ts';
import type { FieldFault } from '../field_types/contract.ts';
import type { FieldModel } from '../model.ts';

export interface RecordFault {
  code: string;
  /** "licence_no", "items[0].name"; '' for the record as a whole. */
  path: string;
  value: unknown;
  /** What officers read. */
  message: string;
  remedy: string;
  /** Name of the check that a reason is wanted for (E_CHECK_EXPLAIN). */
  check?: string;
}

/** A fault of a field type, at its place in the record and in words. */
export function faultOf(fault: FieldFault, field: FieldModel): RecordFault {
  // A value that is masked for readers is not repeated by an answer that may be logged.
  const value = field.personal === null ? fault.value : null;
  const said = recordFault({ ...fault, value }, field, 'zh');
  return { code: fault.code, path: field.name + fault.at, value: value ?? null, ...said };
}

export function simpleFault(
  code: string,
  field: FieldModel,
  params: Record<string, string> = {},
  value: unknown = null,
): RecordFault {
  return faultOf({ code, at: '', value, params }, field);
}
