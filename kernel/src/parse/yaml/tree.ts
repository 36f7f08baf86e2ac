// What the YAML reader gives: values with their places, before anything is known of documents.
import type { DiagnosticCode } from '../../diagnostics/catalogue.ts';

export type YamlNode = { start: number; end: number } & (
  { is: 'map'; pairs: YamlPair[] } | { is: 'list'; items: YamlNode[] } | YamlScalar | { is: 'alias'; name: string }
);

export interface YamlScalar {
  is: 'scalar';
  value: string | number | boolean | null;
  /** The text that it stands for, without quotes and escapes. */
  source: string;
  style: 'plain' | 'quoted' | 'block';
}

export interface YamlPair {
  key: YamlNode;
  /** null where a key of a flow map stands alone. */
  value: YamlNode | null;
}

export interface YamlFault {
  code: DiagnosticCode;
  offset: number;
  /** For tags: their end. */
  end?: number;
  problem: string;
}

/** Thrown where reading cannot go on; the faults say why. */
export class Unreadable extends Error {}
