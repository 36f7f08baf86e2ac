// Codes as options: retired ones are offered only where the record already holds them.
import type { CodeListModel, CodeModel } from '@shijian/kernel';
import type { Option } from '../picker/option.ts';

/** Codes that may be chosen now, in the order of the list. */
export function offeredCodes(list: CodeListModel | undefined): Option[] {
  return (list?.codes ?? []).filter((code) => !code.retired).map(toOption);
}

/** The option of a code held by a record; an unknown code shows itself. */
export function heldOption(code: string, known: CodeModel | undefined): Option {
  return known === undefined ? { key: code, label: code } : toOption(known);
}

function toOption(code: CodeModel): Option {
  return { key: code.code, label: code.label, note: code.retired ? '已停用' : null };
}
