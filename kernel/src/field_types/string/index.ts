// string 单行文本: one line of text, by default up to 200 characters.
import { choice, integer, text } from '../../kinds/shape.ts';
import { bad, good, isExcelNumber } from '../read.ts';
import type { FieldModel } from '../../model.ts';
import { textType } from '../text_type.ts';
import type { Read } from '../contract.ts';
import { formats } from './formats.ts';

export const stringType = textType({
  name: 'string',
  label: '单行文本',
  maxLength: 200,
  options: {
    max_length: integer('Most characters.', { fallback: '200', min: 1, max: 2000 }),
    min_length: integer('Fewest characters.', { min: 0, max: 2000 }),
    pattern: text('Regular expression that the whole text must match.'),
    format: choice('Named format, with its own check and Chinese message.', Object.keys(formats)),
  },
  check,
  jsonSchema(field) {
    const format = formatOf(field);
    const pattern = typeof field.options['pattern'] === 'string' ? `^(?:${field.options['pattern']})$` : undefined;
    const examples = format ? [format.example] : undefined;
    return {
      ...((format?.pattern ?? pattern) ? { pattern: format?.pattern ?? pattern } : {}),
      ...(examples && { examples }),
    };
  },
});

function check(text: string, field: FieldModel): Read {
  const format = formatOf(field);
  if (format) return isExcelNumber(text) ? bad('E_EXCEL_NUMBER', text) : format.read(text);
  const pattern = field.options['pattern'];
  if (typeof pattern === 'string' && !wholeMatch(pattern, text))
    return bad('E_PATTERN', text, { pattern: field.hint ?? field.example ?? pattern });
  return good(text);
}

function formatOf(field: FieldModel): (typeof formats)[string] | undefined {
  const name = field.options['format'];
  return typeof name === 'string' ? formats[name] : undefined;
}

const compiled = new Map<string, RegExp>();

/** Patterns were checked when the package was compiled. */
function wholeMatch(pattern: string, text: string): boolean {
  let regex = compiled.get(pattern);
  if (!regex) {
    regex = new RegExp(`^(?:${pattern})$`, 'u');
    compiled.set(pattern, regex);
  }
  return regex.test(text);
}
