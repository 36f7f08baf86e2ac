// The kernel: metadata text in, model and diagnostics out. Pure: no disk, no network, no framework.
export { compile } from './compile.ts';
export { newMemory } from './memory/memory.ts';
export type { Memory } from './memory/memory.ts';
export type { CompileInput, Compiled } from './compile.ts';
export { originOf, showDocuments } from './provenance.ts';
export type { Place, Shown, ShownChange, ShownDocument, ShownValue } from './provenance.ts';
export { mergeUpgrade } from './merge/merge_upgrade.ts';
export type {
  Choice,
  Decision,
  Merged,
  MergeConflict,
  MergedDocument,
  MergeInput,
  MergeSide,
} from './merge/contract.ts';
export { readValue } from './merge/read_value.ts';
export { versionsOf, withVersions } from './merge/set_versions.ts';
export { withChanges } from './merge/with_changes.ts';
export { writeFlow, writeYaml } from './merge/write_yaml.ts';
export { describeChange, placeOf, writeValue } from './diff/describe_change.ts';
export { diffDocuments } from './diff/diff_documents.ts';
export type { DocumentDifference } from './diff/diff_documents.ts';
export { diffModels } from './diff/diff_models.ts';
export { sameMeaning } from './diff/meaning.ts';
export { documentOf } from './diff/model_change.ts';
export type { ModelChange } from './diff/model_change.ts';
export { planCatalogue } from './plan/catalogue.ts';
export type { PlanCode, PlanEntry } from './plan/catalogue.ts';
export { planSentence } from './plan/plan_sentence.ts';
export type { SaidStep } from './plan/plan_sentence.ts';
export { planSteps } from './plan/plan_steps.ts';
export type { Ask, RenameQuestion, Risk, StepDraft, StepKind } from './plan/plan_step.ts';
export { manifestOf, undeclared, untestedPairs } from './packages/manifest.ts';
export type { Manifest, Undeclared, UntestedPair } from './packages/manifest.ts';
export { compareVersions, satisfies } from './resolve/version_range.ts';
export { parseCsv } from './parse/csv.ts';
export type { CsvFault, CsvRow } from './parse/csv.ts';
export { parseDocument } from './parse_document.ts';
export type { ParsedDocument } from './parse_document.ts';
export { codeOf, isCode } from './parse/load_package.ts';
export type { PackageSource, SourceFile } from './parse/load_package.ts';
export { catalogue, isDiagnosticCode } from './diagnostics/catalogue.ts';
export type { DiagnosticCode } from './diagnostics/catalogue.ts';
export type { Diagnostic } from './diagnostics/diagnostic.ts';
export { english } from './diagnostics/english/index.ts';
export type { English } from './diagnostics/english/index.ts';

export { formatDiagnostic, sentences } from './diagnostics/format_diagnostic.ts';
export { isRecordFaultCode, recordFault, recordMessages } from './diagnostics/record_messages.ts';
export type { RecordFaultCode } from './diagnostics/record_messages.ts';
export * from './expressions/index.ts';
export { codeIndex, fieldType, fieldTypes, fieldTypeNames, findFieldType, formats } from './field_types/index.ts';
export { columnName, convertValue, isConvertible, isIndexed, isStored, valueType } from './field_types/index.ts';
export { patternParts, periodOf, spell } from './field_types/index.ts';
export { idCardCheckCharacter, isDate, mod1110, parseDate, usccCheckDigit } from './field_types/index.ts';
export type { CodeIndex } from './field_types/index.ts';
export type { FieldContext, FieldFault, FieldType, Read } from './field_types/contract.ts';
export { defaultDetailView, defaultForm, defaultListView } from './resolve/defaults.ts';
export { expressionType, modelScope, systemMemberNames } from './resolve/model_scope.ts';
export type { Names, ScopeOptions } from './resolve/model_scope.ts';
export { documentShape, kindNames, kinds, namedShape } from './kinds/index.ts';
export type { KindName } from './kinds/index.ts';
export type { Shape } from './kinds/shape.ts';
export { sources } from './kinds/sources.ts';
export type { Source, SourceColumn, SourceWrite } from './kinds/sources.ts';
export { documentSchema } from './kinds/json_schema.ts';
export * from './integrity/index.ts';
export { recordSchemas, typeName } from './record_schemas.ts';
export { needsRecord, withTexts } from './live_text.ts';
export type { Labelled } from './live_text.ts';
export { reservedFieldNames } from './validate/names.ts';
export { checkRecord, isReason } from './validate_record/check_record.ts';
export type { CheckedRecord, CheckOptions } from './validate_record/check_record.ts';
export type { RecordFault } from './validate_record/record_fault.ts';
export { hasFixedRows, newRow, ownRows, rowAt, rowCount } from './validate_record/row_sources.ts';
export { fieldsRead, readsOtherRows } from './validate_record/own_row.ts';
export * from './model.ts';
export type * from './model_drafts.ts';
