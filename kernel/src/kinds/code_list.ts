// CodeList 代码表: codes and their labels, in the document or in a CSV beside it.
import { envelope, identity } from './kind.ts';
import type { Kind } from './kind.ts';
import { boolean, choice, map, object, reference, text } from './shape.ts';

export const tones = ['good', 'info', 'warn', 'bad'] as const;

export const codeListKind: Kind = {
  name: 'CodeList',
  doc: 'Codes and their labels, in the document (`codes`) or in a CSV beside it (`file`, columns code, label and, where there are any, parent, level, tone, retired), or taken from the model (`from`).',
  ownItems: [],
  keys: {
    ...envelope('CodeList'),
    standard: text('The standard it follows, or `own`.', { fallback: 'own', max: 60 }),
    codes: map(
      'The codes; code values are text, in quotes where they look like numbers.',
      'code',
      object('A code.', {
        label: text('What officers read.', { required: true, max: 200 }),
        parent: text('The code above it; in a crosswalk the code of ours.'),
        level: text('Name of its level in the tree.', { max: 20 }),
        tone: choice('Colour of its chip.', tones),
        retired: boolean('Shown on old records, not offered for new ones.', { fallback: 'false' }),
        ...identity('code'),
      }),
    ),
    crosswalk: reference(
      'Our list, where these are the codes of another system: `parent` of each is the code of ours that it stands for.',
      'list',
    ),
    from: choice('Its codes are names of the model: its entities.', ['entities']),
    file: text('CSV beside the document.', { pattern: '^[\\w.-]+\\.csv$', example: 'grades.csv' }),
  },
};
