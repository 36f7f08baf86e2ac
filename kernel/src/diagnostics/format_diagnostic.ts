// Diagnostics as text, in English for the command line and in Chinese for the studio.
import { catalogue } from './catalogue.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { English } from './english/index.ts';
import { typeWords } from './type_words.ts';

export type Language = 'zh' | 'en';

/**
 * One line: `plugins/food/entities/operator.yaml:14:9  E_FIELD_TYPE_UNKNOWN  fields.risk.type: "cod" is no field type. Did you mean "code"?`
 */
export function formatDiagnostic(d: Diagnostic, words: 'zh' | English): string {
  const where = `${d.path}:${d.line}:${d.col}  ${d.code}  `;
  const at = d.at === '' ? '' : words === 'zh' ? `${d.at}：` : `${d.at}: `;
  return where + at + sentences(d, words);
}

/** The sentence and its remedy without the place. @param words Chinese, or `english` */
export function sentences(d: Pick<Diagnostic, 'code' | 'value' | 'params'>, words: 'zh' | English): string {
  const language: Language = words === 'zh' ? 'zh' : 'en';
  const entry = words === 'zh' ? catalogue[d.code] : words[d.code];
  const given = { value: d.value, ...d.params };
  const fill = (text: string): string =>
    language === 'zh' && d.code.startsWith('E_EXPR_') ? fillInWords(text, given) : fillIn(text, given);
  const parts = [fill(entry.says)];
  const suggestion = d.params['suggestion'];
  if (suggestion) parts.push(language === 'zh' ? `是不是“${suggestion}”？` : `Did you mean "${suggestion}"?`);
  // With a suggestion the general remedy would only be in its way.
  else parts.push(fill(entry.remedy));
  return parts.filter((part) => part !== '').join(language === 'zh' ? '' : ' ');
}

/** Types are codes in the parameters, and words in a Chinese sentence, which has no blanks around them. */
function fillInWords(text: string, params: Record<string, string>): string {
  let sentence = text;
  const words = { ...params };
  for (const name of ['left', 'right', 'found', 'expected']) {
    const type = params[name];
    if (type === undefined) continue;
    words[name] = typeWords(type);
    if (words[name] !== type) sentence = sentence.replace(new RegExp(` ?(\\{${name}\\}) ?`, 'g'), '$1');
  }
  return fillIn(sentence, words);
}

/** Puts parameters in the place of {name}; an absent one becomes nothing, and {{name}} is {name} itself. */
export function fillIn(text: string, params: Record<string, string>): string {
  return text.replace(
    /\{(\{[^{}]+\})\}|\{(\w+)\}/g,
    (_, braces: string | undefined, name = '') => braces ?? (Object.hasOwn(params, name) ? (params[name] ?? '') : ''),
  );
}
