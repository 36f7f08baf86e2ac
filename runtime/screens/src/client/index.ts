// The client: everything that talks to the server.
export * from './types.ts';
export * from './transfer_types.ts';
export { transferApi } from './transfer_api.ts';
export { isOpenJob, useJob, useJobs } from './useJobs.ts';
export { ApiProblem, offlineProblem, problemCode, problemTitle } from './problem.ts';
export { onSessionLost, readProblem, request, serverNow, setCsrf } from './request.ts';
export { api, query } from './api.ts';
export type { Fields } from './api.ts';
export { queryKeys } from './query_keys.ts';
export { ModelProvider, useEntity, useMe, useModel } from './ModelProvider.tsx';
export { BUREAU, bureauField, entityFor, isOwn } from './bureaus.ts';
export { codesOf, useCodeList } from './useCodeList.ts';
export type { CodeListHandle } from './useCodeList.ts';
export { countQuery, useAggregate, useCount, usePreference, useRecent, useRecord, useRecords } from './useRecords.ts';
export type { Preference } from './useRecords.ts';
export {
  afterWrite,
  useCreateRecord,
  useDoAct,
  useRemoveRecord,
  useRestoreRecord,
  useUpdateRecord,
} from './useWrites.ts';
export { rowView, useExpressionEnv } from './expression_env.ts';
export type { EnvRows, RowJson } from './expression_env.ts';
