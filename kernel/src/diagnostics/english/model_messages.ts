// English sentences about packages, references, fields, roles and patches.
import { say } from '../entry.ts';

export const modelMessages = {
  E_PACKAGE_MANIFEST: say('The package {value} has no manifest.', 'Add plugin.yaml (tenant.yaml for a bureau).'),
  E_PACKAGE_MISSING: say('The package {value} is not there.', 'Install it, or take it out of the list.'),
  E_PACKAGE_NOT_CHOSEN: say(
    'The package {value} is needed by {by} and the bureau does not use it.',
    'Add it to `packages` of tenant.yaml.',
  ),
  E_PACKAGE_VERSION: say(
    'The package {name} is there as {found}; {value} is wanted.',
    'Install that version, or change the number.',
  ),
  E_PACKAGE_RANGE: say('"{value}" is no range of versions.', 'Write ^1, ~1.2 or 1.2.0.'),
  E_PACKAGE_CYCLE: say('The packages need each other in a circle: {value}.', 'Take one of the needs out.'),
  E_SETTING_UNKNOWN: say('No package has a setting "{value}".', 'Settings are {known}.'),
  E_SETTING_VALUE: say('"{value}" does not fit the setting, which is {expected}.', 'Write {expected}.'),
  E_SERVER_FILE: say('The package has no file "{value}".', 'Functions lie in its server/ folder, which has: {known}.'),
  E_SERVER_ROLE: say(
    'There is no role "{value}", or it may not read {entity}.',
    'Name a role that may read the entity.',
  ),
  E_INTEGRITY_RULE: say(
    'There is no integrity rule "{value}".',
    'Rules of the platform are in docs/reference/integrity.md; those of a package are written package.name.',
  ),
  E_ENTITY_UNKNOWN: say(
    'There is no entity "{value}".',
    'Bare names are of the own package; others are written package.name.',
  ),
  E_MENU_TWICE: say('The package has a menu already, in {other}.', 'Put the entries of "{value}" into that one.'),
  E_CROSSWALK_CODE: say(
    '"{value}" stands for "{found}", which is no code of {list}.',
    'Write the code of {list} as its parent.',
  ),
  E_LIST_UNKNOWN: say(
    'There is no code list "{value}".',
    'Bare names are of the own package; others are written package.name.',
  ),
  E_VIEW_UNKNOWN: say(
    'There is no view "{value}".',
    'Bare names are of the own package; others are written package.name.',
  ),
  E_FORM_UNKNOWN: say(
    'There is no form "{value}".',
    'Bare names are of the own package; others are written package.name.',
  ),
  E_REFERENCE_FIELD: say('{entity} has no field "{value}".', 'Fields are {known}.'),
  E_REFERENCE_WITHDRAWN: say('The field "{value}" of {entity} is withdrawn by a patch.', 'Patch this place too.'),
  E_REFERENCE_BACK: say(
    'Nothing points at {entity} under the name "{value}".',
    'Give the ref a `back:`. Known here: {known}.',
  ),
  E_PATH_HOPS: say('"{value}" goes further than one ref.', 'Columns reach at most one hop: ref.field.'),
  E_PATH_REF: say('"{value}" goes through {field}, which is no ref.', 'Only refs can be followed.'),
  E_PATH_COLUMN: say('{value} is sensitive and has no place in a list.', 'Show it in the detail.'),
  E_SORT_FIELD: say('A list cannot be sorted by {value} ({type}).', 'Sort by a text, number, date or code.'),
  E_SEARCH_FIELD: say('Nothing can be searched in {value} ({type}).', 'Search in texts and codes.'),
  E_SEARCH_OFF: say(
    '{value} is searched here and its field does not say `searchable`.',
    'Add `searchable: true` (for a masked field `shown`) to the field.',
  ),
  E_DOCUMENT_OF: say('{value} is of {found}; here {expected} is meant.', 'Name one of the same entity.'),
  E_VIEW_TYPE: say('{value} is a {found} view; a {expected} view is wanted.', 'Name a view of that type.'),
  E_FILTER_NAME: say('The filter "{value}" has the name of a field.', 'Rename the filter.'),
  E_BACK_TAKEN: say('{entity} has a member "{value}" already ({other}).', 'Choose another name for the inverse.'),
  E_UID_TAKEN: say(
    '"{value}" is the former name of another item ({other}).',
    'Take it out of one `was`, or say `new: true` for an item that takes a removed name.',
  ),
  E_TREE_FIELD: say(
    '"{value}" is no ref of this entity to itself.',
    'Name the ref field that points at the parent record.',
  ),
  E_PLAYS_TWICE: say('{value} is played by {other} already.', 'Only one entity may play it.'),
  E_PLAYS_FIELDS: say('An entity that plays {value} has the fields {wanted}.', 'Add them.'),
  E_LIST_SOURCE: say('A code list has one of `codes`, `file` and `from`.', 'Keep one of them.'),
  E_SOURCE_FIELD: say(
    'The source {source} offers no "{value}".',
    'It offers {known}. What is the bureau’s own is kept in an entity of its own.',
  ),
  E_SOURCE_TYPE: say(
    'The source {source} keeps this as {expected}; the type {value} does not.',
    'Take a field type that is stored as {expected}.',
  ),
  E_SOURCE_OPTION: say(
    'What stands over the source {source} cannot have "{value}": unique, sensitive, several targets, sorted_by, keys and kept belong to the source.',
    'Take it out.',
  ),
  E_GRANT_SOURCE: say(
    '{value} on {entity} is done by the platform alone.',
    'Take it out; what its source takes: {known}.',
  ),
  E_LIST_STANDARD: say('No code list follows {standard}, which the type {type} needs.', 'Name one with `list:`.'),
  E_LIST_CODE_TWICE: say('The code "{value}" stands in the list twice.', 'Keep one.'),
  E_LIST_CODE_FORM: say('"{value}" is no code.', 'Codes are 1 to 40 characters without blanks at their ends.'),
  E_LIST_PARENT: say(
    'The code "{code}" stands below "{value}", which is not in the list.',
    'Add the parent, or correct it.',
  ),
  E_LIST_CYCLE: say('The code "{value}" stands below itself.', 'Correct its parent.'),
  E_DEFAULT_VALUE: say(
    'The default "{value}" is refused by the field itself: {fault}.',
    'Write a value that the field takes; computed defaults are { cel: … }.',
  ),
  E_PATTERN_BAD: say(
    '"{value}" is no regular expression: {problem}',
    'Correct it; lookbehind and backreferences are not taken.',
  ),
  E_OPTION_RANGE: say('{low} is above {high}.', 'Exchange or correct them.'),
  E_FIELD_OPTION: say('A {type} cannot be {value}.', 'Leave the key out.'),
  E_FIELD_IN_ROWS: say('"{value}" has no place in a row of details.', 'Leave it out, or make an entity of the rows.'),
  E_FIELD_SHOWN: say(
    '`searchable: shown` is for masked fields.',
    'Write `searchable: true`, or make the field personal.',
  ),
  E_FIELD_PERSONAL: say('A personal field is searched only in what its mask shows.', 'Write `searchable: shown`.'),
  E_FIELD_SENSITIVE: say(
    'A sensitive field cannot be {value}.',
    'It is found by its whole value (`find`), never searched or sorted.',
  ),
  E_SORTED_BY: say(
    'Lists within this field cannot go by "{value}": both stand in one index of all bureaus.',
    'Name another field that a package declares, of a field that a package declares.',
  ),
  E_REF_SEVERAL: say(
    'A ref to several entities stands neither in rows nor beside choose.',
    'Make one ref for each entity.',
  ),
  E_PACKAGE_TWICE: say('Two packages are called {value}; the other is {other}.', 'Rename one, or take one out.'),
  E_CHECK_LEVEL: say(
    'A rule that reads other records cannot be of the level {value}.',
    'Choose refuse or explain, or read fields of the record only.',
  ),
  E_REFS_OF: say('A field of several refs names the entity that they point at.', 'Write to: package.entity.'),
  E_SEQUENCE_RESET: say(
    '"{value}" would give a number twice: it begins again and does not say when.',
    'Write {{year}} (and {{month}}) in it, or reset: never.',
  ),
  E_SEQUENCE_PATTERN: say(
    '"{value}" is no pattern of a number.',
    'Text with one {{n:4}} and, as wanted, {{year}}, {{month}}, {{day}}, {{region}}.',
  ),
  E_COMPUTED_STORED: say(
    'A stored value may read neither now, today, actor nor another record, nor what the database sets itself.',
    'Leave `stored` out.',
  ),
  E_COMPUTED_PERSONAL: say(
    'The stored value would show {value}, which is personal, in clear.',
    'Leave `stored` out, or compute it from other fields.',
  ),
  E_RETAIN_PERSONAL: say(
    '{value} holds nothing personal that could be made anonymous.',
    'Say `personal` at the fields that are meant, or choose another `then`.',
  ),
  E_RETAIN_REQUIRED: say(
    '{value} is always required and cannot be erased while its record stays.',
    'Take `required` off, or make it depend on a condition.',
  ),
  E_ROWS_KEY: say(
    'The rows cannot be found again by "{value}".',
    'Name with `key` a cell of {expected} that keeps which one the row stands for.',
  ),
  E_ROWS_COPY: say(
    'The cell {value} cannot be copied: {entity} has no {expected} of that name.',
    'Give both the same name and type, or write `copy: { {value}: it.… }`.',
  ),
  E_ROWS_PERSONAL: say(
    '{value} is personal in {entity}, and the cell that it is copied to would show it.',
    'Say `personal` at the cell too; what is sensitive is not copied.',
  ),
  E_KEY_ACROSS: say(
    'A key of a bureau\'s own cannot be unique across bureaus ("{value}").',
    'Take `across` out, or declare key and fields in the package that the bureaus share.',
  ),
  E_KEY_ACROSS_REF: say(
    'The key is unique across bureaus, but {value} points at {entity}, of which every bureau keeps its own records.',
    'Use a value that is the same everywhere (a number, a code), or keep {entity} above: `kept: city`.',
  ),
  E_KEY_FIELD: say('{value} ({type}) cannot be part of a key.', 'Keys are made of stored single values.'),
  E_RECORDS_KEY: say('The key column "{value}" is not in the CSV.', 'Add the column, or name another.'),
  E_RECORDS_ROW: say('"{value}" does not fit {column}: {fault}', 'Correct the cell.'),
  E_RECORDS_ROW_TWICE: say('Another row has the same key "{value}".', 'Keep one.'),
  E_TITLE_NONE: say('No field can name a record.', 'Write `title:`.'),
  E_GRANT_READ: say('{value} is granted on {entity} and reading is not.', 'Grant `read` too, or leave it out.'),
  E_GRANT_PERSONAL: say('{value} of {entity} is not personal; there is nothing to reveal.', 'Leave it out.'),
  E_GRANT_SENSITIVE: say(
    '{value} of {entity} is not sensitive; lists find it without a right of its own.',
    'Leave it out.',
  ),
  E_PATCH_OF: say('"{value}" names no document.', 'Write the kind and the qualified name: Entity food.operator.'),
  E_PATCH_OWN: say('{value} belongs to the same package.', 'Change the document itself.'),
  E_PATCH_ADDRESS: say(
    '"{value}" is no address.',
    'Addresses are names with dots; keys with other characters stand in brackets: codes["0111"].label',
  ),
  E_PATCH_TARGET: say(
    '{document} has no "{missing}".',
    'It may have been removed or renamed by the package; delete this line or point it elsewhere.',
  ),
  E_PATCH_CLASH: say('{other} sets this address too.', 'Keep one; there is no last one that wins.'),
  E_PATCH_IDENTITY: say('"{value}" makes up the identity of the document.', 'Add a document of your own instead.'),
  E_PATCH_FORBIDDEN: say(
    'A package may add to another package, and not change or remove what is there ({value}).',
    'Leave it to the bureaus.',
  ),
  E_PATCH_PREFIX: say('"{value}" does not begin with {prefix}.', 'Call it {prefix}{value}.'),
  E_PATCH_MOVE: say('"{value}" is no neighbour of it.', 'Name an item of the same map, with `after` or `before`.'),
  E_PATCH_LIST: say('No list stands at "{value}".', 'Use `set` for other values.'),
  E_PATCH_ITEM: say('"{value}" is not in the list.', 'Leave it out.'),
  E_PATCH_BASE: say(
    'This was written for {value}; the package is {found} now.',
    'Read it against the new version and change `base`.',
  ),
};
