// Faults of a refused write at the fields that this form shows; the rest are gathered in the summary under no field.
import type { ApiProblem } from '../client/index.ts';
import type { FormFault } from './faults.ts';
import { fieldOf } from './paths.ts';

/** @param shown names of the form's fields; a fault elsewhere is shown as one of the record */
export function serverFaults(problem: Pick<ApiProblem, 'faults'>, shown: string[]): FormFault[] {
  return problem.faults.map((fault) => {
    const path = fault.path ?? '';
    const field = fieldOf(path);
    return {
      code: fault.code,
      path: field !== null && shown.includes(field) ? path : '',
      message: fault.message,
      remedy: fault.remedy ?? null,
      existing: existingOf(fault),
      ...('check' in fault && typeof fault.check === 'string' ? { check: fault.check } : {}),
    };
  });
}

/** Which record holds a key already, where the server says so. */
function existingOf(fault: object): FormFault['existing'] {
  const record: unknown = 'record' in fault ? fault.record : null;
  if (typeof record !== 'object' || record === null) return null;
  if (!('entity' in record) || !('id' in record) || typeof record.entity !== 'string' || typeof record.id !== 'string')
    return null;
  return {
    entity: record.entity,
    id: record.id,
    title: 'title' in record && typeof record.title === 'string' ? record.title : '',
  };
}
