// Roles that no package brings: everything over the rows of one's own station alone, and everything read while only one's own station is
// written (but for subjects, so that refs lead out of what is seen). Over the roles of the demo a scope of writes, of finding or of imports that was left out would show nothing.
import type { World } from '../world.ts';

const ENTITIES = [
  'market.subject',
  'market.person',
  'market.premises',
  'market.licence',
  'food.operator',
  'food.licence',
];
const FOUND: Readonly<Record<string, string>> = { 'market.subject': 'legal_rep_id', 'market.person': 'id_no' };
/** Hidden from one of them, and searched: a word that stands only there finds nothing. */
const SEARCHED: Readonly<Record<string, string>> = { 'market.subject': 'address', 'market.premises': 'address' };

/** Makes both in a county, for `prepare` to give to somebody at a station. */
export async function makeNarrowRoles(world: World): Promise<void> {
  const admin = await world.login('changan-admin');
  const near = 'own_station';
  for (const [name, read] of [
    ['x_near', near],
    ['x_wide', true],
  ]) {
    const grants = Object.fromEntries(
      ENTITIES.map((entity) => [
        entity,
        {
          ...{
            read: entity === 'market.subject' ? near : read,
            update: near,
            delete: near,
            restore: near,
          },
          ...{ import: true, export: true, history: true },
          ...(name === 'x_near' && SEARCHED[entity] ? { hide: [SEARCHED[entity]] } : {}),
          ...(FOUND[entity] ? { find: [FOUND[entity]], reveal: [FOUND[entity]] } : {}),
        },
      ]),
    );
    const label = name === 'x_near' ? '本所办理' : '全局查看、本所办理';
    const body = { name, label, grants: { ...grants, 'core.org': { read: true } } };
    const made = await admin.post('/api/roles', body);
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  }
}
