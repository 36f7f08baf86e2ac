// One typed function for every path of the door. No caching here: that is the hooks' part.
import { offlineProblem, readProblem, request } from '@shijian/screens/kit';
import type {
  Conflict,
  ConflictChoice,
  DocumentChange,
  DocumentDiff,
  Door,
  DoorSources,
  Draft,
  Explained,
  IntegrityFinding,
  PackageAct,
  Plan,
  ReadableChange,
  Revision,
  Shelf,
} from './types.ts';

const drafts = (id?: string, act?: string): string =>
  `/api/door/drafts${id === undefined ? '' : `/${encodeURIComponent(id)}`}${act === undefined ? '' : `/${act}`}`;

export interface DraftText {
  title: string;
  message: string;
  changes: DocumentChange[];
}

export const doorApi = {
  /** @throws ApiProblem 404 E_ENTITY_NONE for whoever has no business here */
  door(): Promise<Door> {
    return request('/api/door');
  },

  sources(rev: number): Promise<DoorSources> {
    return request(`/api/door/sources?rev=${rev}`);
  },

  /** What a draft is made over, with the packages in the versions that it names. */
  sourcesOfDraft(id: string): Promise<DoorSources> {
    return request(`/api/door/sources?draft=${encodeURIComponent(id)}`);
  },

  drafts(): Promise<{ items: Draft[] }> {
    return request(drafts());
  },

  draft(id: string): Promise<Draft> {
    return request(drafts(id));
  },

  createDraft(body: DraftText): Promise<Draft> {
    return request(drafts(), { method: 'POST', body });
  },

  /** @throws ApiProblem 412 E_MATCH_STALE when somebody saved in between */
  saveDraft(id: string, version: string, body: Partial<DraftText>): Promise<Draft> {
    return request(drafts(id), { method: 'PUT', body, headers: { 'If-Match': `"${version}"` } });
  },

  dropDraft(id: string): Promise<void> {
    return request(drafts(id), { method: 'DELETE' });
  },

  plan(id: string): Promise<Plan> {
    return request(drafts(id, 'plan'), { method: 'POST', body: {} });
  },

  submit(id: string): Promise<Draft> {
    return request(drafts(id, 'submit'), { method: 'POST', body: {} });
  },

  approve(id: string, hash: string, comment: string): Promise<Draft> {
    return request(drafts(id, 'approve'), { method: 'POST', body: { hash, comment: comment || null } });
  },

  reject(id: string, comment: string): Promise<Draft> {
    return request(drafts(id, 'reject'), { method: 'POST', body: { comment } });
  },

  /** @returns the job that publishes, or the revision where it was done at once */
  publish(id: string, hash: string): Promise<{ job?: string; rev?: number }> {
    return request(drafts(id, 'apply'), { method: 'POST', body: { hash } });
  },

  /**
   * Takes the draft over to the bureau's present revision.
   * @param take by path: whose text a document that both changed gets
   * @throws ApiProblem E_DRAFT_CONFLICTS where both changed a document that `take` does not name
   */
  rebase(id: string, take: Record<string, 'ours' | 'theirs'>): Promise<Draft> {
    return request(drafts(id, 'rebase'), { method: 'POST', body: { take } });
  },

  revisions(before?: number): Promise<{ items: Revision[]; next: number | null }> {
    return request(`/api/door/revisions${before === undefined ? '' : `?before=${before}`}`);
  },

  diff(from: number, to: number): Promise<{ changes: ReadableChange[]; documents: DocumentDiff[] }> {
    return request(`/api/door/revisions/${from}/diff/${to}`);
  },

  exportUrl: (rev: number): string => `/api/door/revisions/${rev}/export`,

  /** @throws ApiProblem 409 E_ROLLBACK_SAME */
  rollBack(rev: number): Promise<{ draft: Draft }> {
    return request('/api/door/rollback', { method: 'POST', body: { rev } });
  },

  /** @param draft what the bureau would be with it; null: what it is */
  integrity(draft: string | null): Promise<{ rev: number; compiles: boolean; findings: IntegrityFinding[] }> {
    return request(`/api/door/integrity${draft === null ? '' : `?draft=${encodeURIComponent(draft)}`}`);
  },

  explain(asked: { account: string; entity: string; id: string | null; org: string | null }): Promise<Explained> {
    const query = new URLSearchParams({ account: asked.account, entity: asked.entity });
    if (asked.id !== null) query.set('id', asked.id);
    if (asked.org !== null) query.set('org', asked.org);
    return request(`/api/door/explain?${query.toString()}`);
  },

  shelf(): Promise<Shelf> {
    return request('/api/door/packages');
  },

  /** @throws ApiProblem with every fault of the package */
  uploadPackage(file: File): Promise<{ name: string; version: string; label: string }> {
    const body = new FormData();
    body.set('file', file);
    return request('/api/door/packages', { method: 'POST', body });
  },

  /** @throws ApiProblem 409 E_PACKAGE_UNTESTED where a reason (`waiver`) is wanted */
  changePackage(
    name: string,
    act: PackageAct,
    body: { version?: string; waiver?: string; data?: 'keep' | 'delete' },
  ): Promise<{ draft: Draft; conflicts: number; open: number }> {
    return request(`/api/door/packages/${encodeURIComponent(name)}/${act}`, { method: 'POST', body });
  },

  conflicts(draft: string): Promise<{ items: Conflict[]; open: number }> {
    return request(`/api/door/conflicts?draft=${encodeURIComponent(draft)}`);
  },

  decide(id: string, choice: ConflictChoice, text?: string): Promise<{ open: number }> {
    return request(`/api/door/conflicts/${encodeURIComponent(id)}/decide`, {
      method: 'POST',
      body: { choice, ...(text === undefined ? {} : { text }) },
    });
  },

  /** The records of a step of the plan, as CSV; on record like any export. @throws ApiProblem 403 E_PLAN_ROWS_MASKED, 404 E_PLAN_STEP_NONE */
  async stepRows(id: string, step: string): Promise<string> {
    const at = `${drafts(id, 'plan')}/steps/${encodeURIComponent(step)}/rows`;
    const response = await fetch(at, { credentials: 'same-origin' }).catch(() => {
      throw offlineProblem();
    });
    if (!response.ok) throw await readProblem(response, at);
    return response.text();
  },
};

export const doorKeys = {
  all: ['door'] as const,
  door: ['door', 'state'] as const,
  sources: (rev: number) => ['door', 'sources', rev] as const,
  /** @param manifest what the draft makes of it: only another one names other packages */
  sourcesOfDraft: (id: string, manifest: string | null) => ['door', 'sources', id, manifest] as const,
  drafts: ['door', 'drafts'] as const,
  draft: (id: string) => ['door', 'drafts', id] as const,
  plan: (id: string, version: string) => ['door', 'plan', id, version] as const,
  revisions: ['door', 'revisions'] as const,
  diff: (from: number, to: number) => ['door', 'diff', from, to] as const,
  integrity: (of: number | string) => ['door', 'integrity', of] as const,
  explain: (...asked: readonly (string | null)[]) => ['door', 'explain', ...asked] as const,
  shelf: ['door', 'shelf'] as const,
  conflicts: (draft: string) => ['door', 'conflicts', draft] as const,
  rows: (draft: string, plan: string, step: string) => ['door', 'rows', draft, plan, step] as const,
};
