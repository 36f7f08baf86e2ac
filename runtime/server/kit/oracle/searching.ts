// What quick search must find, worked out from the values of the rows: no gram, no index, no text that the server keeps for it.
import { fieldType, type FieldModel } from '@shijian/kernel';
import type { Judge } from './judge.ts';
import type { RawRow } from './raw_rows.ts';
import type { Turn } from './turn.ts';

/** Asked for where no text is at hand. */
const USUAL = '公司';

/** A word without spaces out of a text that is searched, hidden from him or not: of a row that he sees, or of any. */
export function wordOf({ judge, entity, dice, everywhere }: Turn): string {
  const fields = judge.entity(entity).fields.filter((field) => field.searchable === true && field.personal === null);
  const from = dice.chance(0.7) && judge.mayRead(entity) ? judge.visible(entity) : everywhere;
  if (fields.length === 0 || from.length === 0) return USUAL;
  const letters = [...normal(String(dice.pick(from).values[dice.pick(fields).name] ?? ''))];
  const start = dice.below(Math.max(1, letters.length - 3));
  const word = letters.slice(start, start + 2 + dice.below(3)).join('');
  return word === '' || /\s/.test(word) ? USUAL : word;
}

/** Rows that he finds by a word; null over a source, which has words of its own. */
export function foundBy(judge: Judge, entity: string, word: string): RawRow[] | null {
  if (judge.entity(entity).source !== null) return null;
  const hops = hopsOf(judge, entity);
  return judge.visible(entity).filter(
    (row) =>
      holds(judge, row, word) ||
      hops.some((field) => {
        const target = judge.target(field, row);
        return target !== undefined && !target.deleted && judge.sees(target) && holds(judge, target, word);
      }),
  );
}

/** Refs behind which the entity's list searches too. */
function hopsOf(judge: Judge, entity: string): FieldModel[] {
  const { views } = judge.person.state.model;
  const paths = Object.values(views).flatMap((view) => (view.type === 'list' && view.of === entity ? view.search : []));
  const refs = new Set(paths.filter((path) => path.includes('.')).map((path) => path.split('.')[0]!));
  return judge.fields(entity).filter(({ name, to }) => refs.has(name) && to.length === 1 && judge.mayRead(to[0]!));
}

function holds(judge: Judge, row: RawRow, word: string): boolean {
  const { lists, tenant } = judge.person.state.model;
  const ctx = { list: (name: string) => lists[name], time_zone: tenant.time_zone };
  return judge.fields(row.entity).some((field) => {
    const value = row.values[field.name] ?? null;
    if (field.searchable === false || value === null) return false;
    const type = fieldType(field.type);
    const shown = field.searchable === 'shown' || field.personal !== null;
    const lines = shown ? (type.mask(value, field) ?? '').split(/\*+/) : [type.searchText(value, field, ctx) ?? ''];
    return lines.some((line) => normal(line).includes(normal(word)));
  });
}

/** Full width to half width, lower case. */
function normal(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
