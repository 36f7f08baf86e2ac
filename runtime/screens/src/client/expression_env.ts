// Surroundings in which the browser evaluates the model's expressions: the same meaning of record, actor, now as on the server.
import { useCallback } from 'react';
import type { CodeListModel, Env, RowView, Value } from '@shijian/kernel';
import { useQueryClient } from '@tanstack/react-query';
import { useMe, useModel } from './ModelProvider.tsx';
import { codesOf } from './useCodeList.ts';
import { queryKeys } from './query_keys.ts';
import { serverNow } from './request.ts';
import type { RecordJson } from './types.ts';

/** Anything with fields by name: a record, what a form holds, a row of children. */
export type RowJson = { [field: string]: unknown; _refs?: RecordJson['_refs']; _labels?: RecordJson['_labels'] };

export interface EnvRows {
  record?: RowJson;
  old?: RowJson;
  it?: RowJson;
  row?: RowJson;
}

/** Gives a function that makes an Env for rows at hand. `now` is taken at the call. */
export function useExpressionEnv(): (rows: EnvRows) => Env {
  const me = useMe();
  const model = useModel();
  const client = useQueryClient();
  return useCallback(
    (rows) => ({
      ...views(rows),
      actor: me.actor,
      tenant: model.tenant.facts,
      settings: model.settings,
      calendar: model.calendar,
      now: serverNow().toISOString(),
      time_zone: model.tenant.time_zone,
      list(name) {
        const known = model.lists[name];
        const list = known?.codes ? (known as CodeListModel) : client.getQueryData<CodeListModel>(queryKeys.list(name));
        if (!list) return undefined;
        const codes = codesOf(list);
        return {
          parent: (code) => codes.get(code)?.parent ?? null,
          label: (code) => codes.get(code)?.label ?? null,
        };
      },
    }),
    [me, model, client],
  );
}

/** A row as the evaluator walks it. */
export function rowView(row: RowJson): RowView {
  return {
    get: (field) => scalar(row[field]),
    follow(field) {
      const target = row._refs?.[field];
      return target && !Array.isArray(target) ? rowView(target) : undefined;
    },
    rows(field) {
      const rows = row[field];
      return Array.isArray(rows) ? rows.filter(isRow).map((one, index) => rowView({ index: index + 1, ...one })) : [];
    },
  };
}

function views(rows: EnvRows): Pick<Env, 'record' | 'old' | 'it' | 'row'> {
  return {
    ...(rows.record ? { record: rowView(rows.record) } : {}),
    ...(rows.old ? { old: rowView(rows.old) } : {}),
    ...(rows.it ? { it: rowView(rows.it) } : {}),
    ...(rows.row ? { row: rowView(rows.row) } : {}),
  };
}

/** Empty text is never stored, so a form's '' is null; a ref to several entities compares by its id. */
function scalar(value: unknown): Value {
  if (value === undefined || value === null || value === '') return null;
  if (isRow(value) && typeof value['id'] === 'string' && typeof value['entity'] === 'string') return value['id'];
  return value as Value;
}

function isRow(value: unknown): value is RowJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
