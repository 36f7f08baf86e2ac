// Menu 菜单: the entries of a package in the navigation.
import { envelope, identity } from './kind.ts';
import type { Kind } from './kind.ts';
import { boolean, map, object, reference, text } from './shape.ts';

export const menuKind: Kind = {
  name: 'Menu',
  doc: 'The entries of a package in the navigation. An entity that no menu names appears under 其他.',
  ownItems: ['items'],
  keys: {
    ...envelope('Menu'),
    group: text('Heading under which the entries stand.', { required: true, max: 20 }),
    items: map(
      'The entries.',
      'name',
      object('An entry.', {
        label: text('What officers read.', { required: true, max: 20 }),
        view: reference('The list view that it opens.', 'view', { required: true }),
        icon: text('Name of a Material icon.', { fallback: 'list', pattern: '^[a-z0-9_]+$', example: 'store' }),
        count: boolean('Shows how many records there are.', { fallback: 'false' }),
        ...identity('entry'),
      }),
      { required: true },
    ),
  },
};
