// A record as it came over the wire, held against the raw row: the right row, nothing hidden, nothing in clear that is masked,
// nothing left out.
import type { FieldModel } from '@shijian/kernel';
import type { Judge } from './judge.ts';
import type { RawRow } from './raw_rows.ts';

export type Wire = Record<string, unknown> & { id: string };

/** Differences in words, none when all is well. */
export function checkRecord(
  judge: Judge,
  row: RawRow,
  wire: Wire,
  wanted: readonly string[] | null,
  include: readonly string[],
): string[] {
  const at = `${row.entity} ${row.id}`;
  const faults: string[] = [];
  const fields = judge.fields(row.entity);
  const names = new Set(fields.map(({ name }) => name));
  const system = new Set(['id', 'version', 'created_at', 'updated_at']);
  for (const name of Object.keys(wire))
    if (!names.has(name) && !system.has(name) && !name.startsWith('_')) faults.push(`${at} shows ${name}`);
  for (const field of fields) {
    if (wanted && !wanted.includes(field.name)) continue;
    if (!field.value && !(field.name in wire)) faults.push(`${at} lacks ${field.name}`);
    else faults.push(...checkValue(field, row, wire[field.name]).map((fault) => `${at} ${fault}`));
  }
  const bureau = (wire._tenant ?? null) as { name: string } | null;
  if (row.tenant !== judge.person.state.id && bureau === null) faults.push(`${at} does not say whose it is`);
  const refs = (wire._refs ?? {}) as Record<string, Wire>;
  for (const field of fields) {
    if (field.to.length !== 1 || field.personal !== null || (wanted && !wanted.includes(field.name))) continue;
    const target = judge.target(field, row);
    const expected = target !== undefined && judge.mayRead(target.entity) && judge.sees(target);
    const found = refs[field.name];
    if (expected !== Boolean(found)) faults.push(`${at} ${expected ? 'lacks' : 'shows'} the title of ${field.name}`);
    else if (found && target && include.includes(field.name))
      faults.push(...checkIncluded(judge, target, found).map((fault) => `${at} → ${fault}`));
  }
  for (const name of Object.keys(refs)) if (!names.has(name)) faults.push(`${at} shows the ref ${name}`);
  return faults;
}

function checkIncluded(judge: Judge, target: RawRow, wire: Wire): string[] {
  const fields = new Map(judge.fields(target.entity).map((field) => [field.name, field]));
  const faults = wire.id === target.id ? [] : [`is ${wire.id}, not ${target.id}`];
  for (const [name, value] of Object.entries(wire)) {
    if (['id', 'title', 'entity'].includes(name) || name.startsWith('_')) continue;
    const field = fields.get(name);
    if (!field) faults.push(`${target.entity} shows ${name}`);
    else faults.push(...checkValue(field, target, value));
  }
  return faults;
}

function checkValue(field: FieldModel, row: RawRow, shown: unknown): string[] {
  if (field.value || shown === undefined) return [];
  const raw = row.values[field.name] ?? null;
  if (field.personal !== null)
    return raw !== null && shown === raw ? [`shows ${field.name} in clear`] : checkCells(field, shown, raw);
  if (field.fields.length > 0) return checkCells(field, shown, raw);
  const plain = ['string', 'number', 'boolean'];
  if (!plain.includes(typeof raw) || field.type === 'datetime') return [];
  // Decimals may leave with other zeros behind the point.
  const same = String(shown) === String(raw) || (field.type !== 'string' && Number(shown) === Number(raw));
  return same ? [] : [`has ${field.name} = ${JSON.stringify(shown)}, not ${JSON.stringify(raw)}`];
}

/** Personal cells of a row of children are masked like fields. */
function checkCells(field: FieldModel, shown: unknown, raw: unknown): string[] {
  if (!Array.isArray(shown) || !Array.isArray(raw)) return [];
  return shown.flatMap((cells: Record<string, unknown>, index) => {
    const stored = raw[index] as Record<string, unknown> | undefined;
    return field.fields.flatMap((cell) =>
      cell.personal !== null && stored && stored[cell.name] !== null && cells[cell.name] === stored[cell.name]
        ? [`shows ${field.name}[${index}].${cell.name} in clear`]
        : [],
    );
  });
}
