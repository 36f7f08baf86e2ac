// Which entities are asked after at random.
import type { Model } from '@shijian/kernel';

/**
 * All but the audit, of which every refused request writes a row: what it holds is not known beforehand. The other logs, sessions and roles
 * stand still while it is only asked, since everybody logged in before the rows were read.
 */
export function askedEntities(model: Model): string[] {
  return Object.values(model.entities).flatMap(({ name, source }) => (source === 'audit' ? [] : [name]));
}
