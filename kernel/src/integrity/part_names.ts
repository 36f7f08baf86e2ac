// The sorts of parts that integrity rules are asked of.

export const partNames = [
  'entity',
  'field',
  'list',
  'form',
  'view',
  'item',
  'role',
  'grant',
  'filter',
  'check',
  'setting',
  'patch',
] as const;

export type PartKind = (typeof partNames)[number];
