// Rows that nobody adds by hand: as many as a number says or one for each code, made here; copied from the record that was
// chosen, asked of the server. What was typed into rows that stay is kept.
import { useEffect, useRef } from 'react';
import { fieldsRead, ownRows, type Env, type FieldContext, type FieldModel } from '@shijian/kernel';
import { api, ApiProblem, type WireEntity } from '../client/index.ts';
import { sameValue, type Values } from './changes.ts';

type Row = Record<string, unknown>;

interface Sources {
  entity: WireEntity;
  /** Fields of the form that are shown and may be written. */
  fields: FieldModel[];
  values: Values;
  /** What the form was opened on: null for a new record. */
  opened: Values | null;
  env: Env;
  lists: FieldContext;
  put(change: (now: Values) => Values): void;
  /** A source could not be asked. */
  failed(problem: ApiProblem): void;
}

export function useRowSources(sources: Sources): void {
  useMadeRows(sources);
  useCopiedRows(sources);
}

/** Runs after every render; it puts rows only when they differ, so it comes to rest. */
function useMadeRows({ fields, values, env, lists, put }: Sources): void {
  const longest = useRef(new Map<string, Row[]>());
  useEffect(() => {
    for (const field of fields) {
      if (!field.rows || field.rows.from) continue;
      const held = rowsOf(values[field.name]);
      // A number that is typed digit by digit must not throw away what stood in the rows.
      const before = longest.current.get(field.name) ?? [];
      const known = field.rows.count ? [...held, ...before.slice(held.length)] : held;
      if (known.length >= before.length) longest.current.set(field.name, known);
      const rows = ownRows(field, known, env, lists);
      if (rows === null || sameValue(rows, held)) continue;
      put((now) => ({ ...now, [field.name]: rows }));
    }
  });
}

function useCopiedRows({ entity, fields, values, opened, put, failed }: Sources): void {
  const asked = useRef(new Map<string, string>());
  useEffect(() => {
    for (const field of fields) {
      if (!field.rows?.from || field.rows.when !== null) continue;
      const reads = [field.rows.from, field.rows.where].flatMap((expr) => (expr ? fieldsRead(expr, entity.name) : []));
      const chosen = reads.filter((name) => (values[name] ?? '') !== '');
      const at = chosenText(reads, values);
      // What was copied stays as it is, until another source is chosen.
      if ((asked.current.get(field.name) ?? (opened && chosenText(reads, opened))) === at) continue;
      if (reads.length > 0 && chosen.length === 0) continue;
      asked.current.set(field.name, at);
      api.sourceRows(entity.name, field.name, sendable(fields, values)).then(
        ({ rows }) => {
          if (asked.current.get(field.name) !== at) return;
          put((now) => ({ ...now, [field.name]: merged(field, rows, rowsOf(now[field.name])) }));
        },
        (error: unknown) => {
          // Asked again as soon as something changes there.
          if (error instanceof ApiProblem) failed(error);
          else throw error;
        },
      );
    }
  });
}

const chosenText = (names: string[], values: Values): string =>
  JSON.stringify(names.map((name) => values[name] ?? null));

/** Rows of the source, each with what was already filled in for it. */
function merged(field: FieldModel, rows: Row[], held: Row[]): Row[] {
  const key = field.rows?.key ?? null;
  if (key === null) return rows;
  return rows.map((row) => {
    const copies = Object.keys(field.rows?.copy ?? {}).map((name) => [name, row[name] ?? null] as const);
    return { ...row, ...held.find((one) => one[key] === row[key]), ...Object.fromEntries(copies) };
  });
}

function sendable(fields: FieldModel[], values: Values): Values {
  return Object.fromEntries(
    fields.flatMap(({ name }) => (values[name] === undefined || values[name] === '' ? [] : [[name, values[name]]])),
  );
}

function rowsOf(value: unknown): Row[] {
  return Array.isArray(value) ? value.filter((row): row is Row => typeof row === 'object' && row !== null) : [];
}
