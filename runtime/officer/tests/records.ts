// Records behind the pages, through the same API: what a test starts from and what it finds afterwards.
import { mod1110 } from '../../../kernel/src/field_types/string/formats.ts';
import type { Client } from '../../server/tests/world.ts';

export interface RecordJson {
  id: string;
  version: number;
  _title: string;
  [field: string]: unknown;
}

/** @param query filter, q, sort, limit as in docs/api.md */
export async function listRecords(
  client: Client,
  entity: string,
  query: Record<string, string> = {},
): Promise<RecordJson[]> {
  const answer = await client.get(
    `/api/records/${entity}?${new URLSearchParams({ limit: '200', ...query }).toString()}`,
  );
  if (answer.status !== 200) throw new Error(`list of ${entity}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return (answer.body as { items: RecordJson[] }).items;
}

export async function countOf(client: Client, entity: string, filter?: string): Promise<number> {
  const query = new URLSearchParams({ limit: '0', count: 'exact', ...(filter ? { filter } : {}) });
  const answer = await client.get(`/api/records/${entity}?${query.toString()}`);
  return (answer.body as { total: { value: number } }).total.value;
}

export async function readRecord(client: Client, entity: string, id: string): Promise<RecordJson> {
  return (await client.get(`/api/records/${entity}/${id}`)).body as RecordJson;
}

/** @throws Error with the answer when the server refuses */
export async function writeRecord(
  client: Client,
  entity: string,
  id: string,
  fields: Record<string, unknown>,
): Promise<RecordJson> {
  const { version } = await readRecord(client, entity, id);
  const answer = await client.patch(`/api/records/${entity}/${id}`, fields, { 'If-Match': `"${version}"` });
  if (answer.status !== 200) throw new Error(`write of ${entity}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as RecordJson;
}

/** @throws Error with the answer when the server refuses */
export async function createRecord(
  client: Client,
  entity: string,
  fields: Record<string, unknown>,
): Promise<RecordJson> {
  const answer = await client.post(`/api/records/${entity}`, fields);
  if (answer.status !== 201) throw new Error(`new ${entity}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as RecordJson;
}

/** Moves a record to the recycle bin. @throws Error with the answer when the server refuses */
export async function removeRecord(client: Client, entity: string, id: string): Promise<void> {
  const { version } = await readRecord(client, entity, id);
  const answer = await client.delete(`/api/records/${entity}/${id}`, { 'If-Match': `"${version}"` });
  if (answer.status !== 204) throw new Error(`removal of ${entity}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

/** A food licence number that no demo row has, with its check digit. @param category 1 to 3 as its first digit says */
export function licenceNo(category: '1' | '2' | '3', serial: number): string {
  const digits = `${category}2130102${String(90_000 + serial).padStart(5, '0')}`;
  return `JY${digits}${mod1110(digits)}`;
}

/**
 * A restaurant of the station whose officers the tests play, one more of 阿明烧烤.
 * @param serial its licence number; every test has its own
 */
export async function createOperator(
  client: Client,
  serial: number,
  fields: Record<string, unknown> = {},
): Promise<RecordJson> {
  const [station] = await listRecords(client, 'core.org', { filter: "record.code == 'CA-JB'", limit: '1' });
  const [subject] = await listRecords(client, 'market.subject', { q: '阿明烧烤', limit: '1' });
  return createRecord(client, 'food.operator', {
    subject: subject!.id,
    station: station!.id,
    licence_no: licenceNo('2', serial),
    category: '2',
    items: ['catering_hot'],
    issued_on: '2026-01-05',
    valid_until: '2031-01-04',
    address: '河北省石家庄市长安区建华北大街66号',
    phone: '13812342046',
    ...fields,
  });
}
