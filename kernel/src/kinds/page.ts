// Page 页面: a screen of amis components, from a whitelist.
import { envelope } from './kind.ts';
import type { Kind } from './kind.ts';
import { inputs } from './parts.ts';
import { map, reference, value } from './shape.ts';

/** Components that a page may hold: nothing that runs script, frames another site or sends where it likes. */
export const pageComponents: readonly string[] = [
  'page', 'panel', 'grid', 'flex', 'tabs', 'card', 'cards', 'list', 'table', 'crud', 'form', 'input-text', 'input-number',
  'input-date', 'input-date-range', 'select', 'textarea', 'switch', 'checkboxes', 'radios', 'button', 'tpl', 'text', 'html-plain',
  'divider', 'alert', 'chart', 'mapping', 'status', 'tag', 'image', 'images', 'property', 'steps', 'timeline', 'static',
]; // prettier-ignore

export const pageKind: Kind = {
  name: 'Page',
  doc: `A screen of amis components where a view does not do. Allowed components: ${pageComponents.map((name) => `\`${name}\``).join(' ')}.`,
  ownItems: [],
  draft: true,
  keys: {
    ...envelope('Page'),
    params: inputs('What the address of the page holds.'),
    reads: map('What its components may ask for, by the name they use.', 'name', reference('An entity.', 'entity')),
    body: value('The amis schema.', { required: true }),
  },
};
