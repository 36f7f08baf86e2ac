// Writes of rows that somebody may not write: at the right version, and where he may set it with his own station as the row's, so that nothing
// but the scopes on the row as it is stands in the way. They are refused, so nothing changes under whoever else asks.
import { one, type Outcome } from './outcomes.ts';
import type { RawRow } from './raw_rows.ts';
import { at, RANDOM_ID, type Turn } from './turn.ts';

const REFUSED = [400, 403, 404, 405, 409, 422];

/** Update, delete or restore of a row that is not his to write, of his own bureau where there is one. */
export async function writeOutside(turn: Turn): Promise<Outcome> {
  const { judge, entity, client, dice, everywhere } = turn;
  const act = dice.pick(['update', 'delete', 'restore'] as const);
  const outside = everywhere.filter((row) => row.deleted === (act === 'restore') && !judge.mayWrite(row, act));
  const near = outside.filter((row) => row.tenant === judge.person.state.id);
  const seen = near.filter((row) => judge.sees(row));
  const from = [seen, near, outside].find((rows) => rows.length > 0 && dice.chance(0.7)) ?? outside;
  const row = from.length > 0 ? dice.pick(from) : null;
  const address = at(turn, `/${row?.id ?? RANDOM_ID}`);
  const match = { 'If-Match': `"${row?.version ?? 1}"` };
  const answer =
    act === 'update'
      ? await client.patch(address, bodyFor(turn, row), match)
      : act === 'delete'
        ? await client.delete(address, match)
        : await client.post(`${address}/restore`, undefined, match);
  const what = `${act} of ${row?.tenant === judge.person.state.id ? 'his bureau’s' : 'a'} ${entity} ${row?.id}`;
  return one(row ? 1 : 0, ...(REFUSED.includes(answer.status) ? [] : [`${what}: ${answer.status}`]));
}

/** Another text, and his own station. */
function bodyFor({ judge, entity, dice }: Turn, row: RawRow | null): Record<string, unknown> {
  const { model } = judge.person.state;
  const { station } = judge.person.actor;
  const { fields } = judge.entity(entity);
  const place = fields.find(({ to }) => to.length === 1 && model.entities[to[0]!]?.plays === 'org');
  if (place && station && row?.values[place.name] !== station) return { [place.name]: station };
  const text = fields.find(({ type, value, personal }) => type === 'text' && !value && personal === null);
  return { [(text ?? fields[0]!).name]: `核对${dice.below(1_000_000)}` };
}
