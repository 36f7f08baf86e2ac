// Plugin 插件包, Tenant 租户, Patch 补丁: packages, bureaus and what bureaus change in packages.
import { pluginIntegrity, tenantIntegrity } from './integrity.ts';
import { envelope } from './kind.ts';
import type { Kind } from './kind.ts';
import { pluginServer } from './server.ts';
import { boolean, choice, integer, list, map, object, reference, text, value, number } from './shape.ts';

const semver = '^\\d+\\.\\d+\\.\\d+(?:-[0-9A-Za-z.-]+)?$';

export const pluginKind: Kind = {
  name: 'Plugin',
  doc: 'The manifest of a package, `plugin.yaml`.',
  ownItems: [],
  keys: {
    ...envelope('Plugin'),
    language: choice('Version of the metadata language.', [1], { required: true }),
    version: text('Version of the package (semver).', { required: true, pattern: semver, example: '1.2.0' }),
    needs: map('Packages it stands on, with the versions that will do.', 'package', text('A range: ^1, ~1.2, 1.2.0.')),
    tested: map(
      'The versions of other packages that it was tested with; another one that `needs` allows is taken with a waiver only.',
      'package',
      text('A range: ^1, ~1.2, 1.2.0.'),
      { fallback: 'the ranges of `needs`' },
    ),
    extends: list(
      'Documents of other packages that it adds to with patches of its own.',
      text('Kind and name: `View market.subject_detail`.', {
        pattern: '^[A-Z][A-Za-z]+ [a-z][a-z0-9]*\\.[a-z][a-z0-9_]*$',
        example: 'View market.subject_detail',
      }),
    ),
    asks: list(
      'What it needs beyond its own records, for whoever installs it to see.',
      choice(
        '`sensitive`: keeps sensitive personal values · `across`: has a role that reads the bureaus below · `exchange`: sends or fetches data · `server`: brings functions of its own that the server runs.',
        ['sensitive', 'across', 'exchange', 'server'],
      ),
    ),
    settings: map(
      'What a bureau may set.',
      'name',
      object('A setting.', {
        type: choice('Its type.', ['string', 'integer', 'decimal', 'boolean', 'date'], { required: true }),
        label: text('What admins call it.', { required: true, max: 40 }),
        default: value('Its value where a bureau sets none.'),
        min: number('Smallest value.'),
        max: number('Largest value.'),
      }),
    ),
    data_on_remove: choice('What becomes of the data when the package is removed.', ['keep', 'delete'], {
      fallback: 'keep',
    }),
    server: pluginServer(),
    integrity: pluginIntegrity(),
  },
};

export const tenantKind: Kind = {
  name: 'Tenant',
  doc: 'A bureau, `tenant.yaml`.',
  ownItems: [],
  keys: {
    ...envelope('Tenant'),
    parent: reference('The bureau above.', 'document'),
    region: text('Code of its area (GB/T 2260), in quotes.', {
      required: true,
      pattern: '^\\d{6}(\\d{3}(\\d{3})?)?$',
      example: '130102',
    }),
    time_zone: text('IANA time zone.', {
      fallback: 'Asia/Shanghai',
      pattern: '^[A-Za-z_]+(/[A-Za-z_+-]+)*$',
      example: 'Asia/Shanghai',
    }),
    packages: map(
      'The packages it uses and their versions.',
      'package',
      text('A version.', { pattern: semver, example: '1.2.0' }),
      {
        required: true,
      },
    ),
    settings: map('Settings of packages: `food.warn_days: 60`.', 'qualified', value('The value.')),
    login: object('How people get in.', {
      idle: integer('Minutes without a request after which a session asks for the password again.', {
        min: 5,
        max: 480,
        fallback: '30',
      }),
      length: integer('Shortest password.', { min: 8, max: 64, fallback: '10' }),
      classes: integer(
        'Sorts of characters in a password: small and capital letters, digits, signs. Not asked of 16 characters and more.',
        { min: 1, max: 4, fallback: '3' },
      ),
      past: integer('Past passwords that may not be taken again.', { min: 0, max: 12, fallback: '3' }),
      days: integer('Days after which a password has to be changed; 0: never.', { min: 0, max: 730, fallback: '0' }),
      registration: boolean('People may ask for an account on the public page.', { fallback: 'false' }),
    }),
    brand: object('How its screens look.', {
      colour: text('Main colour, #RRGGBB.', { pattern: '^#[0-9A-Fa-f]{6}$', example: '#1657C4' }),
      name: text('Name in the header.', { max: 40 }),
      logo: text('File of the logo.', { pattern: '^[\\w./-]+$', example: 'logo.svg' }),
    }),
    integrity: tenantIntegrity(),
  },
};

export const patchKind: Kind = {
  name: 'Patch',
  doc: 'What a bureau (or a package) changes in a document of another package. Addresses are `fields.phone.required`; keys with other characters stand in brackets: `grants[food.operator].update`.',
  ownItems: [],
  keys: {
    kind: choice('The kind of document.', ['Patch'], { required: true }),
    of: text('The document: its kind and name, `Entity food.operator`.', { required: true }),
    base: text('What the bureau saw when it wrote this: `food@1.2.0`.', {
      pattern: '^[a-z][a-z0-9]*@.+$',
      example: 'food@1.2.0',
    }),
    set: map('Addresses and their new values.', 'address', value('The value.')),
    add: map('Addresses of lists and what is put at their end.', 'address', list('Items.', value('An item.'))),
    take: map('Addresses of lists and what is taken out.', 'address', list('Items.', value('An item.'))),
    move: map(
      'Addresses and their new places.',
      'address',
      object('A place among the neighbours: one of the two.', {
        after: text('Behind this one.'),
        before: text('In front of this one.'),
      }),
    ),
    remove: list('Addresses that go; a field of a package is withdrawn.', text('An address.')),
  },
};
