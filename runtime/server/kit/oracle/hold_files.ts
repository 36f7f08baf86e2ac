// Files for the oracle to ask after: each bureau's admin puts a picture on some of the rows that can hold one.
import type { Judge } from './judge.ts';
import type { World } from '../world.ts';

export interface HeldFile {
  id: string;
  entity: string;
  record: string;
  field: string;
}

/** The smallest PNG there is. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==',
  'base64',
);
const A_ROW_IN = 9;

/** Uploads and saves as the people given, to rows that they may change. */
export async function holdFiles(world: World, judges: readonly Judge[]): Promise<HeldFile[]> {
  const held: HeldFile[] = [];
  for (const judge of judges) {
    const client = await world.login(judge.person.login);
    for (const entity of Object.values(judge.person.state.model.entities)) {
      const field = entity.fields.find(({ type }) => type === 'image' || type === 'images' || type === 'file');
      if (!field || !judge.may(entity.name, 'update')) continue;
      for (const [i, row] of judge.visible(entity.name).entries()) {
        if (i % A_ROW_IN > 0) continue;
        const form = new FormData();
        form.append('file', new Blob([PICTURE], { type: 'image/png' }), '门头.png');
        const { id } = (await client.post('/api/files', form)).body as { id: string };
        const value = field.type === 'images' ? [{ id }] : { id };
        const at = `/api/records/${entity.name}/${row.id}`;
        const saved = await client.patch(at, { [field.name]: value }, { 'If-Match': `"${row.version}"` });
        if (saved.status === 200) held.push({ id, entity: entity.name, record: row.id, field: field.name });
      }
    }
  }
  return held;
}
