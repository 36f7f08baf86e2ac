// Values as YAML that our reader reads back as the same values: keys of the top in lines, what stands below them in short form.
import { resolvePlain } from '../parse/yaml/resolve_plain.ts';

/** A document: its keys line by line, their maps one level down line by line too. */
export function writeYaml(value: Record<string, unknown>): string {
  return Object.entries(value)
    .map(([key, each]) => {
      if (!isMap(each) || Object.keys(each).length === 0) return `${writeKey(key)}: ${writeFlow(each)}\n`;
      const lines = Object.entries(each).map(([name, inner]) => `  ${writeKey(name)}: ${writeFlow(inner)}\n`);
      return `${writeKey(key)}:\n${lines.join('')}`;
    })
    .join('');
}

/** A value on one line. */
export function writeFlow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeFlow).join(', ')}]`;
  if (isMap(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    return `{ ${entries.map(([key, each]) => `${writeKey(key)}: ${writeFlow(each)}`).join(', ')} }`;
  }
  return typeof value === 'string' ? writeText(value) : JSON.stringify(value ?? null);
}

export function writeKey(key: string): string {
  return /^[A-Za-z_][\w.]*$/.test(key) && resolvePlain(key) === key ? key : JSON.stringify(key);
}

/** Plain where nothing in it could be taken for something else. */
function writeText(text: string): string {
  const isPlain = /^[\p{L}\p{N}_][\p{L}\p{N}_./ -]*$/u.test(text) && !/ $|^-|[ ]{2}/.test(text);
  return isPlain && resolvePlain(text) === text ? text : JSON.stringify(text);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
