// A finding as one line, as diagnostics are told.
import type { Language } from '../diagnostics/format_diagnostic.ts';
import type { IntegrityFinding } from './rule.ts';

/** `metadata/core/entities/org.yaml:14:3  I_FIELD_NOWHERE  warning  Entity core.org fields.fax: "传真" stands in no form …` */
export function formatFinding(finding: IntegrityFinding, language: Language): string {
  const { path, line, col, code, severity, document, address } = finding;
  const { says, remedy } = finding[language];
  const at = address === '' ? document : `${document} ${address}`;
  const text = language === 'zh' ? `：${says}${remedy}` : `: ${says} ${remedy}`;
  return `${path}:${line}:${col}  ${code}  ${severity}  ${at}${text}`;
}
