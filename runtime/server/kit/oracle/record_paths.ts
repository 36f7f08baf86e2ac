// The paths that lead to one record, and to what hangs on it: its values, its name, its past, a value in clear, a file.
import { fieldType, type FieldModel } from '@shijian/kernel';
import { fieldContext } from '../../records/row_values.ts';
import { checkRecord, type Wire } from './check_record.ts';
import { checkTold } from './check_told.ts';
import { found, one, refused, type Outcome } from './outcomes.ts';
import type { RawRow } from './raw_rows.ts';
import { anyId, at, checkItem, inBin, includes, seen, type Path, type Turn } from './turn.ts';

export const recordPaths: Readonly<Record<string, Path>> = {
  async get(turn) {
    const { judge, entity } = turn;
    const id = anyId(turn);
    const include = includes(turn);
    const answer = await turn.client.get(at(turn, `/${id}`, include.length > 0 ? { include: include.join(',') } : {}));
    const row = judge.find(entity, id);
    if (!row) return refused(answer);
    if (answer.status !== 200) return one(0, `get ${id}: ${answer.status}`);
    return one(1, ...checkRecord(judge, row, answer.body as Wire, null, include));
  },
  async title(turn) {
    const id = anyId(turn);
    const answer = await turn.client.get(at(turn, `/${id}/title`));
    return seen(turn, id) ? found(answer, 'title') : refused(answer);
  },
  async history(turn) {
    const id = writtenId(turn);
    const answer = await turn.client.get(at(turn, `/${id}/history`));
    const { judge, entity } = turn;
    const row =
      judge.find(entity, id) ?? (inBin(turn, id) ? judge.own(entity).find((own) => own.id === id) : undefined);
    if (!row || !judge.mayTrace(entity, row)) return refused(answer);
    if (answer.status !== 200) return found(answer, 'history');
    const { items } = answer.body as {
      items: { action: string; changes: { field: string; after: string | null }[] }[];
    };
    const made = items.find(({ action }) => action === 'create');
    const image = judge.images(row).find(({ action }) => action === 'create');
    const told = (made?.changes ?? []).map(({ field, after }) => ({ field, text: after }));
    return one(1, ...(image ? checkTold(judge, row, image.values, told) : []));
  },
  /** The record as the last act left it; of one that is not his not even whether something was kept. */
  async as_of(turn) {
    const { judge, entity } = turn;
    const id = writtenId(turn);
    const answer = await turn.client.get(at(turn, `/${id}/as-of`));
    const row = judge.own(entity).find((own) => own.id === id);
    const shown = row !== undefined && (seen(turn, id) || inBin(turn, id)) && judge.mayTrace(entity, row);
    const image = shown ? judge.images(row).at(-1) : undefined;
    const { code } = (answer.body ?? {}) as { code?: string };
    if (shown && !image)
      return one(0, ...(code === 'E_VERSION_NONE' ? [] : [`as of ${entity} ${id}: ${answer.status} ${code}`]));
    if (!image) return code === 'E_VERSION_NONE' ? one(0, `as of ${id} tells that it exists`) : refused(answer);
    if (answer.status !== 200) return found(answer, 'as of');
    const { fields } = answer.body as { fields: { field: string; text: string | null }[] };
    return one(1, ...checkTold(judge, row!, image.values, fields));
  },
  async reveal(turn) {
    const { judge, entity } = turn;
    const id = anyId(turn);
    const { name: field } = personalField(turn);
    const answer = await turn.client.post(at(turn, `/${id}/reveal`), { fields: [field], purpose: '核对登记信息' });
    const granted = judge.grants(entity).some((grant) => grant.reveal.includes(field));
    const shown = judge.fields(entity).some((candidate) => candidate.name === field);
    const own = judge.find(entity, id)?.tenant === judge.person.state.id;
    return granted && shown && own ? found(answer, 'reveal') : refused(answer);
  },
  async file(turn) {
    const { judge, entity, dice, files } = turn;
    const file = dice.pick(files);
    const answer = await turn.client.get(`/api/files/${file.id}`);
    const shown = judge.mayRead(entity) && judge.fields(entity).some(({ name }) => name === file.field);
    return shown && (seen(turn, file.record) || inBin(turn, file.record)) ? found(answer, 'file') : refused(answer);
  },
  /** By the whole of a personal value, of which no list tells. */
  async find(turn) {
    const { judge, entity, dice, everywhere, seal } = turn;
    const field = personalField(turn);
    const clear = (row: RawRow): string | null => {
      const value = row.values[field.name];
      if (typeof value !== 'string') return null;
      return value.startsWith('seal:') ? (seal?.open(value) ?? null) : value;
    };
    const from = everywhere.filter((row) => clear(row) !== null);
    const value = from.length > 0 ? clear(dice.pick(from))! : '11010519491231002X';
    const answer = await turn.client.post(at(turn, '/find'), { field: field.name, value, purpose: '核对登记信息' });
    const granted = judge.grants(entity).some(({ find }) => find.includes(field.name));
    if (!granted || !judge.mayRead(entity) || !judge.fields(entity).includes(field)) return refused(answer);
    const expected = judge.own(entity).filter((row) => seen(turn, row.id) && clear(row) === value);
    // Planted rows hold texts that are no numbers.
    if (!fieldType(field.type).fromText(value, field, fieldContext(judge.person.state)).ok)
      return answer.status === 422 ? refused(answer) : one(0, `find ${field.name} takes ${value}: ${answer.status}`);
    const { items, more } = answer.body as { items: Wire[]; more: boolean };
    if (answer.status !== 200 || more) return one(0, `find ${field.name}: ${answer.status}`);
    return exactly(turn, items, expected, `find ${field.name}`);
  },
};

/** Rows of an answer, each as it should be, and all that should be there. */
function exactly(turn: Turn, items: readonly Wire[], expected: readonly RawRow[], what: string): Outcome {
  const got = new Set(items.map(({ id }) => id));
  const faults = items.flatMap((item) => checkItem(turn, item, null, []));
  const ids = new Set(expected.map(({ id }) => id));
  faults.push(...[...got].filter((id) => !ids.has(id)).map((id) => `${what} gives ${id}`));
  faults.push(...[...ids].filter((id) => !got.has(id)).map((id) => `${what} does not give ${id}`));
  return one(items.length, ...faults);
}

/** Often a row of which an act is kept. */
function writtenId(turn: Turn): string {
  const { judge, entity, dice } = turn;
  const written = judge.mayRead(entity) ? judge.visible(entity).filter((row) => judge.images(row).length > 0) : [];
  return written.length > 0 && dice.chance(0.5) ? dice.pick(written).id : anyId(turn);
}

/** A personal field where the entity has one, else any: whoever asks for that is refused. */
function personalField({ judge, entity, dice }: Turn): FieldModel {
  const { fields } = judge.entity(entity);
  const personal = fields.filter((field) => field.personal !== null);
  return dice.pick(personal.length > 0 ? personal : fields);
}
