// All codes of diagnostics. A code is never used again for something else; docs/reference/diagnostics.md is generated from here.
import { documentMessages } from './document_messages.ts';
import { draftMessages } from './draft_messages.ts';
import type { CatalogueEntry } from './entry.ts';
import { expressionMessages } from './expression_messages.ts';
import { modelMessages } from './model_messages.ts';

const entries = { ...documentMessages, ...modelMessages, ...draftMessages, ...expressionMessages };

export type DiagnosticCode = keyof typeof entries;

export const catalogue: Record<DiagnosticCode, CatalogueEntry> = entries;

export function isDiagnosticCode(code: string): code is DiagnosticCode {
  return Object.hasOwn(entries, code);
}
