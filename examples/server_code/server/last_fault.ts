// Keeps the day of the last fault beside the lift.
import type { Saved, Services } from '@shijian/server/plugin_code/function_types';

export default async function lastFault({ id }: Saved, { records }: Services): Promise<void> {
  const fault = await records.get('lift.fault', id);
  const lift = await records.get('lift.lift', String(fault.lift));
  if (typeof lift.last_fault_on === 'string' && lift.last_fault_on >= String(fault.happened_on)) return;
  await records.update('lift.lift', lift.id, lift.version, { last_fault_on: fault.happened_on });
}
