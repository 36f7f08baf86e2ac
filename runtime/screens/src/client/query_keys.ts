// Keys under which answers are cached, so that a write knows what it made stale.
import type { AggregateParams, ListParams } from './types.ts';

export const queryKeys = {
  me: ['me'] as const,
  model: ['model'] as const,
  list: (name: string) => ['code-list', name] as const,
  records: (entity: string, params: ListParams) => ['records', entity, params] as const,
  allRecords: ['records'] as const,
  count: (entity: string, params: ListParams) => ['count', entity, params] as const,
  aggregate: (entity: string, params: AggregateParams) => ['count', entity, 'aggregate', params] as const,
  allCounts: ['count'] as const,
  record: (entity: string, id: string, include?: string) => ['record', entity, id, include ?? ''] as const,
  recordAny: (entity: string, id: string) => ['record', entity, id] as const,
  allOneRecords: ['record'] as const,
  history: (entity: string, id: string) => ['history', entity, id] as const,
  asOf: (entity: string, id: string, version: number) => ['history', entity, id, version] as const,
  recent: ['recent'] as const,
  jobs: ['jobs'] as const,
  import: (entity: string, id: string) => ['import', entity, id] as const,
  imports: (entity: string) => ['imports', entity] as const,
  sessions: ['sessions'] as const,
  tokens: ['tokens'] as const,
  preference: (key: string) => ['preference', key] as const,
};
