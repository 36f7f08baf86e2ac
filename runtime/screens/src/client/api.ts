// One typed function for every path of docs/api.md. No caching here: that is the hooks' part.
import { request, setCsrf, currentCsrf } from './request.ts';
import { sendFile } from './send_file.ts';
import type { CodeListModel } from '@shijian/kernel';
import type {
  Aggregate,
  AggregateParams,
  AuditChanges,
  BatchAnswer,
  FileJson,
  HandOverPreview,
  HistoryItem,
  ListParams,
  Me,
  NewProgramToken,
  OpenSession,
  PastRecord,
  ProgramToken,
  RecentItem,
  RecordJson,
  RecordPage,
  RegistrationBureau,
  RegistrationDecision,
  RegistrationStatus,
  RegistrationText,
  RoleEffect,
  RoleInWords,
  RoleText,
  RoleVocabulary,
  WireModel,
} from './types.ts';

/** Fields to write: absent stays (on update) or is empty (on create), null clears. */
export type Fields = Record<string, unknown>;

export const api = {
  /** @throws ApiProblem E_LOGIN_FAILED, E_LOGIN_LOCKED */
  async login(login: string, password: string): Promise<void> {
    const answer = await request<{ csrf?: string }>('/api/session', { method: 'POST', body: { login, password } });
    if (answer.csrf) setCsrf(answer.csrf);
  },

  async logout(): Promise<void> {
    await request<void>('/api/session', { method: 'DELETE' });
    setCsrf('');
  },

  async me(): Promise<Me> {
    const me = await request<Me>('/api/me');
    setCsrf(me.csrf);
    return me;
  },

  /** @throws ApiProblem with faults on `current` and `password` */
  changePassword(current: string, password: string): Promise<void> {
    return request('/api/me/password', { method: 'PUT', body: { current, password } });
  },

  /** Works from another of the user's posts from now on. */
  changePost(org: string): Promise<void> {
    return request('/api/me/post', { method: 'PUT', body: { org } });
  },

  model(): Promise<WireModel> {
    return request('/api/model');
  },

  list(name: string): Promise<CodeListModel> {
    return request(`/api/lists/${encodeURIComponent(name)}`);
  },

  recent(): Promise<{ items: RecentItem[] }> {
    return request('/api/me/recent');
  },

  preference<T>(key: string): Promise<T | null> {
    return request(`/api/me/preferences/${encodeURIComponent(key)}`);
  },

  savePreference(key: string, value: unknown): Promise<void> {
    return request(`/api/me/preferences/${encodeURIComponent(key)}`, { method: 'PUT', body: value });
  },

  records(entity: string, params: ListParams = {}, signal?: AbortSignal): Promise<RecordPage> {
    return request(`${path(entity)}${query(params)}`, signal ? { signal } : {});
  },

  aggregate(entity: string, params: AggregateParams): Promise<Aggregate> {
    return request(`${path(entity)}/aggregate${query({ ...params })}`);
  },

  record(entity: string, id: string, include?: string): Promise<RecordJson> {
    return request(`${path(entity, id)}${query({ include })}`);
  },

  title(entity: string, id: string): Promise<{ id: string; title: string }> {
    return request(`${path(entity, id)}/title`);
  },

  history(entity: string, id: string): Promise<{ items: HistoryItem[] }> {
    return request(`${path(entity, id)}/history`);
  },

  /** A version as the revision that wrote it showed and judged it. @throws ApiProblem E_VERSION_NONE, E_GRANT_HISTORY */
  asOf(entity: string, id: string, version: number): Promise<PastRecord> {
    return request(`${path(entity, id)}/as-of${query({ version })}`);
  },

  /**
   * @param key same key, same record: one a form, so that a double submit makes one record
   * @throws ApiProblem E_RECORD_INVALID with all faults
   */
  create(entity: string, fields: Fields, key?: string): Promise<RecordJson> {
    return request(path(entity), {
      method: 'POST',
      body: fields,
      headers: key ? { 'Idempotency-Key': key } : {},
    });
  },

  /** Rows that a field of a form would get from the record that was chosen in it. */
  sourceRows(entity: string, field: string, record: Fields): Promise<{ rows: Fields[] }> {
    return request(`${path(entity)}/rows/${encodeURIComponent(field)}`, { method: 'POST', body: { record } });
  },

  /** @throws ApiProblem E_RECORD_INVALID; 412 E_MATCH_STALE with `current` */
  update(entity: string, id: string, version: number, fields: Fields): Promise<RecordJson> {
    return request(path(entity, id), { method: 'PATCH', body: fields, headers: match(version) });
  },

  /** Into the recycle bin. */
  remove(entity: string, id: string, version: number): Promise<void> {
    return request(path(entity, id), { method: 'DELETE', headers: match(version) });
  },

  /** Calls a function of a package. @returns what it says it did @throws ApiProblem 422 E_ACT_REFUSED in its own words */
  act(entity: string, id: string, act: string): Promise<{ message: string; record: RecordJson | null }> {
    return request(`${path(entity, id)}/acts/${act}`, { method: 'POST', body: {} });
  },

  /** @throws ApiProblem 409 E_KEY_TAKEN while another record holds its key */
  restore(entity: string, id: string, version: number): Promise<RecordJson> {
    return request(`${path(entity, id)}/restore`, { method: 'POST', headers: match(version) });
  },

  /** Several at once, whole or not at all; up to 200. @throws ApiProblem E_BATCH_REFUSED with faults that carry `index` */
  batch(entity: string, op: 'delete' | 'restore', records: { id: string; version: number }[]): Promise<BatchAnswer> {
    const operations = records.map(({ id, version }) => ({ op, id, version }));
    return request(`${path(entity)}/batch`, { method: 'POST', body: { operations } });
  },

  /** Masked fields in clear; the server logs who, when and why before it answers. @throws ApiProblem E_GRANT_REVEAL */
  reveal(entity: string, id: string, fields: string[], purpose: string): Promise<{ values: Fields }> {
    return request(`${path(entity, id)}/reveal`, { method: 'POST', body: { fields, purpose } });
  },

  /** Records with exactly this value of a personal field; logged before it is looked for. @throws ApiProblem E_GRANT_FIND */
  find(
    entity: string,
    body: { field: string; value: string; purpose: string },
  ): Promise<{ items: RecordJson[]; more: boolean }> {
    return request(`${path(entity)}/find`, { method: 'POST', body });
  },

  /** Of an account: a new one-time password, told once. @throws ApiProblem E_GRANT_SELF */
  giveOneTimePassword(entity: string, id: string): Promise<{ password: string }> {
    return request(`${path(entity, id)}/password`, { method: 'POST' });
  },

  /** Of an account: what is his and would go to a successor. */
  handOverPreview(entity: string, id: string): Promise<HandOverPreview> {
    return request(`${path(entity, id)}/hand-over`);
  },

  /** Stops an account; its records go to the person `to`, or stay. @throws ApiProblem E_ADMIN_LAST */
  handOver(entity: string, id: string, to: string | null): Promise<{ moved: number }> {
    return request(`${path(entity, id)}/hand-over`, { method: 'POST', body: { to } });
  },

  /** Of an act of the audit log: what it changed, as this actor may read it. */
  auditChanges(entity: string, id: string): Promise<AuditChanges> {
    return request(`${path(entity, id)}/changes`);
  },

  role(name: string): Promise<RoleInWords> {
    return request(`/api/roles/${encodeURIComponent(name)}`);
  },

  roleVocabulary(): Promise<RoleVocabulary> {
    return request('/api/roles/vocabulary');
  },

  /** @param name null for a new role @throws ApiProblem E_ROLE_INVALID with what the kernel says, E_ROLE_TAKEN, E_ADMIN_LAST */
  saveRole(name: string | null, role: RoleText & { name?: string }): Promise<{ id: string; name: string }> {
    return name === null
      ? request('/api/roles', { method: 'POST', body: role })
      : request(`/api/roles/${encodeURIComponent(name)}`, { method: 'PUT', body: role });
  },

  /** What saving it would mean, as sentences; nothing is written. @throws ApiProblem as saveRole */
  roleEffect(name: string | null, role: RoleText & { name?: string }): Promise<RoleEffect> {
    const at = name === null ? '/api/roles/effect' : `/api/roles/${encodeURIComponent(name)}/effect`;
    return request(at, { method: 'POST', body: role });
  },

  /** @throws ApiProblem E_ROLE_HELD while somebody holds it */
  removeRole(name: string): Promise<void> {
    return request(`/api/roles/${encodeURIComponent(name)}`, { method: 'DELETE' });
  },

  /** Where I am logged in. */
  sessions(): Promise<{ items: OpenSession[] }> {
    return request('/api/me/sessions');
  },

  /** @param id of one, or `others` for all but this */
  endSession(id: string): Promise<void> {
    return request(`/api/me/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
  },

  /** Bureaus that take requests for accounts. Without a session, like the three below. */
  registrationBureaus(): Promise<{ items: RegistrationBureau[] }> {
    return request('/api/registrations/bureaus');
  },

  /** @throws ApiProblem E_REGISTRATION_INVALID with all faults, E_REGISTRATION_MANY */
  askForAccount(wish: RegistrationText & { bureau: string; password: string }): Promise<{ receipt: string }> {
    return request('/api/registrations', { method: 'POST', body: wish });
  },

  /** @throws ApiProblem E_REGISTRATION_NONE */
  registrationStatus(receipt: string): Promise<RegistrationStatus> {
    return request('/api/registrations/status', { method: 'POST', body: { receipt } });
  },

  /** @throws ApiProblem E_REGISTRATION_STATE unless more was asked for, E_REGISTRATION_INVALID */
  supplementRegistration(wish: RegistrationText & { receipt: string; proof: { id: string }[] }): Promise<void> {
    return request('/api/registrations/supplement', { method: 'POST', body: wish });
  },

  /** @returns the account that was made, on approval @throws ApiProblem E_LOGIN_TAKEN, E_REGISTRATION_STATE */
  decideRegistration(
    entity: string,
    id: string,
    decision: RegistrationDecision,
    reply: string,
  ): Promise<{ account: string | null }> {
    return request(`${path(entity, id)}/decision`, { method: 'POST', body: { decision, reply } });
  },

  /** My tokens of programs that last, the latest first. */
  tokens(): Promise<{ items: ProgramToken[] }> {
    return request('/api/tokens');
  },

  /** @throws ApiProblem E_TOKEN_INVALID with faults, E_TOKEN_MANY */
  makeToken(token: NewProgramToken): Promise<{ id: string; token: string }> {
    return request('/api/tokens', { method: 'POST', body: token });
  },

  endToken(id: string): Promise<void> {
    return request(`/api/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
  },

  exportUrl(
    entity: string,
    params: Pick<ListParams, 'filter' | 'q' | 'sort' | 'tenant'> & { columns?: string; format?: string },
  ): string {
    return `${path(entity)}/export${query(params)}`;
  },

  fileUrl(id: string, inline = false): string {
    return `/api/files/${encodeURIComponent(id)}${inline ? '?inline=1' : ''}`;
  },

  /** Sends one file; `onProgress` hears 0…1. */
  uploadFile(file: File, onProgress?: (part: number) => void): Promise<FileJson> {
    return sendFile('/api/files', file, { 'X-CSRF-Token': currentCsrf() }, onProgress);
  },

  /** One file more for a request that more was asked of. @throws ApiProblem E_REGISTRATION_STATE, E_FILE_TYPE */
  uploadProof(receipt: string, file: File, onProgress?: (part: number) => void): Promise<FileJson> {
    return sendFile('/api/registrations/proof', file, { 'Registration-Receipt': receipt }, onProgress);
  },
};

/** Query string of list parameters, '' when none is given. */
export function query(params: Record<string, string | number | undefined> | ListParams): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value !== undefined && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

function path(entity: string, id?: string): string {
  const base = `/api/records/${encodeURIComponent(entity)}`;
  return id === undefined ? base : `${base}/${encodeURIComponent(id)}`;
}

function match(version: number): Record<string, string> {
  return { 'If-Match': `"${version}"` };
}
