// Grades a lift by the faults of the last year.
import type { Act, Services } from '@shijian/server/plugin_code/function_types';
import { yearBefore } from './year_before.ts';

export default async function regrade(
  { record, today }: Act,
  { records, settings, refuse }: Services,
): Promise<object> {
  const { items } = await records.list('lift.fault', {
    filter: `record.lift == '${record.id}' && record.happened_on > date('${yearBefore(today)}')`,
    limit: 200,
  });
  const risk = items.length >= Number(settings.faults_for_high) ? 'high' : 'low';
  if (risk === record.risk) return refuse(`近一年 ${items.length} 次故障，等级不变`);
  await records.update('lift.lift', record.id, record.version, { risk });
  return { message: `近一年 ${items.length} 次故障，已改为${risk === 'high' ? '高' : '低'}风险` };
}
