// Examples of the reference: documents that a test compiles, one for each kind and for each type of view.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { KindName } from '@shijian/kernel';

const tests = path.join(import.meta.dirname, '..', '..', 'kernel', 'tests');

/** Where examples are looked for: first the small and plain ones, then the needs of bureaus. */
const places = ['golden/base/**/*.yaml', 'pages/{metadata,answers,views}.yaml', 'trials/*.yaml'];

let documents: string[] | null = null;

/**
 * The document of a kind (and of a type, for views) that shows most and is still read at a glance.
 * @returns its YAML without the package it belongs to; null where there is none
 */
export function exampleOf(kind: KindName, type?: string): string | null {
  documents ??= places.flatMap((pattern) =>
    globSync(pattern, { cwd: tests })
      .sort()
      .flatMap((file) => readFileSync(path.join(tests, file), 'utf8').split(/^---\n/m)),
  );
  const found = documents.flatMap((text) => {
    const start = text.search(new RegExp(`^kind: ${kind}\\b`, 'm'));
    if (start === -1 || (type !== undefined && !new RegExp(`^type: ${type}$`, 'm').test(text))) return [];
    return [text.slice(start).trim()];
  });
  const short = found.filter((text) => text.split('\n').length <= mostLines);
  return [...(short.length > 0 ? short : found)].sort((a, b) => b.length - a.length)[0] ?? null;
}

const mostLines = 45;
