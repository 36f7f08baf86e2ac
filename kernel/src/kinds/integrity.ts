// `integrity:` of a package and of a bureau: rules of a package's own, findings that were looked at and stand, how grave each rule is here.
import { partNames } from '../integrity/part_names.ts';
import { choice, expression, list, map, object, template, text } from './shape.ts';
import type { Shape } from './shape.ts';

const severities = ['error', 'warning', 'notice'] as const;

const accept = (): Shape =>
  map(
    'Findings that were looked at and may stand, by rule: documents (`CodeList food.trade`), or a place in one (`Entity food.operator fields.remark`).',
    'any',
    list('Documents.', text('A document, with an address or without.', { max: 200 })),
  );

/** Of `plugin.yaml`. */
export function pluginIntegrity(): Shape {
  return object('What this package asks of metadata, its own and that of bureaus that use it.', {
    rules: map(
      'Rules of its own.',
      'name',
      object('A rule.', {
        label: text('What it asks, in a few words.', { required: true, max: 60 }),
        each: choice('The sort of part that it is asked of; `it` is the part.', [...partNames], { required: true }),
        where: expression('Only parts for which it is definitely true.'),
        rule: expression('What must hold: a finding where it is definitely false.', { required: true }),
        says: template('What is told; may hold `{it.label}`.', { required: true }),
        remedy: template('What to do.', { required: true }),
        severity: choice('How grave it is.', severities, { fallback: 'warning' }),
      }),
    ),
    accept: accept(),
  });
}

/** Of `tenant.yaml`. */
export function tenantIntegrity(): Shape {
  return object('How this bureau wants its metadata checked.', {
    severity: map(
      'How grave a rule is here; `off` leaves it out. Rules of packages are written with the package: `food.station_indexed`.',
      'any',
      choice('How grave.', [...severities, 'off']),
    ),
    accept: accept(),
  });
}
