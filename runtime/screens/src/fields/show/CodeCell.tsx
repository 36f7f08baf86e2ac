// A code with a tone is a chip; one letter with a tone is a grade; everything else is its label.
import { useCodeList } from '../../client/index.ts';
import { Chip, GradeChip } from '../../parts/Chip.tsx';
import { cellText, NOTHING } from '../cell_text.ts';
import { useLists } from '../useLists.ts';
import type { CellProps } from '../contract.ts';

export function CodeCell(props: CellProps) {
  const handle = useCodeList(props.field.list);
  const lists = useLists();
  const value = typeof props.value === 'string' ? props.value : '';
  if (value === '') return <span>{NOTHING}</span>;
  const code = handle.code(value);
  if (code === undefined || code.tone === null) return <span>{cellText(props.field, props.record, lists)}</span>;
  if (/^[A-Z]$/.test(code.code)) return <GradeChip code={code.code} label={code.label} tone={code.tone} />;
  return <Chip label={code.label} tone={code.tone} />;
}

export function CodesCell(props: CellProps) {
  useCodeList(props.field.list);
  return <span>{cellText(props.field, props.record, useLists())}</span>;
}
