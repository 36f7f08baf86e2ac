// Form 表单: which fields are asked for, in which groups.
import { envelope, sectionShape } from './kind.ts';
import type { Kind } from './kind.ts';
import { map, reference } from './shape.ts';

export const formKind: Kind = {
  name: 'Form',
  doc: 'Which fields are asked for, in which groups. An entity without one gets a form of all its fields.',
  ownItems: ['sections'],
  keys: {
    ...envelope('Form', 'the label of the entity'),
    of: reference('The entity.', 'entity', { required: true }),
    sections: map('The groups of fields.', 'name', sectionShape(), { required: true }),
  },
};
