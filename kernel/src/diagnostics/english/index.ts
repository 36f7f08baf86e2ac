// The English sentences of all codes, for the command line.
import type { DiagnosticCode } from '../catalogue.ts';
import type { Sentence } from '../entry.ts';
import { documentMessages } from './document_messages.ts';
import { draftMessages } from './draft_messages.ts';
import { expressionMessages } from './expression_messages.ts';
import { modelMessages } from './model_messages.ts';

export type English = Readonly<Record<DiagnosticCode, Sentence>>;

export const english: English = { ...documentMessages, ...modelMessages, ...draftMessages, ...expressionMessages };
