// What the shapes of the kinds cannot say for themselves: names and files, patches, what functions and names of expressions mean.

/** What each function gives, in words. */
export const functionNotes: Record<string, string> = {
  has: 'Whether there is a value; of a set or of several codes, whether there is one in it. Never unknown.',
  under:
    "Whether the first stands below the second in the tree, or is it: codes of one list (`under(record.region, '130100')`) or records of an entity with `tree`.",
  level: 'Level of a code in its tree: 1 at the top.',
  label: 'What officers read for a code.',
  year: 'Year of a date.',
  month: 'Month of a date, 1 to 12.',
  days: 'Days from the first date to the second; less than 0 where the second is earlier.',
  workdays: 'Workdays from the first date to the second, by the calendar of the bureau.',
  add: "A date or instant and a span later: `add(today, span('90 days'))`. Months clamp: 31 January and one month is the last of February.",
  sub: 'The same, earlier.',
  date: "The day of an instant in the zone of the bureau; with a text, that very day: `date('2026-11-20')`.",
  dec: "An exact number; with a text, that very number: `dec('8.0')`.",
  money: "An amount: `money('3000')`.",
  span: "A length of time, always written out: `span('15 workdays')`, days, weeks, months, years, hours, minutes.",
  min: 'The least of its arguments.',
  max: 'The greatest of its arguments.',
  abs: 'The number without its sign.',
  round: 'Rounded half up to so many digits; without the second argument to a whole number.',
  div: 'The first by the second, rounded half up to so many digits. There is no `/`.',
  ratio: 'The first in per cent of the second, rounded half up to so many digits.',
  size: 'Characters of a text, or members of a set or of several codes.',
  contains: 'Whether the text holds the other.',
  starts: 'Whether the text begins with the other.',
  changed: 'Whether a field of the record is another than before this write.',
  previous: 'The value of a field before this write.',
};

/** What the macros over sets give; `x` is one of the set. */
export const macroNotes: Record<string, string> = {
  exists: '`set.exists(x, condition)`: for one at least it is true.',
  all: '`set.all(x, condition)`: for none it is false.',
  filter: '`set.filter(x, condition)`: those for which it is true.',
  map: '`set.map(x, value)`: the values.',
  count: '`set.count()`, `set.count(x, condition)`: how many; of nothing 0.',
  sum: '`set.sum(x, number)`: of nothing 0.',
  min: '`set.min(x, value)`: of nothing null.',
  max: '`set.max(x, value)`: of nothing null.',
};

/** Who acts. */
export const actorNotes: Record<string, string> = {
  user: 'id of the account (text)',
  person: 'the person: a ref to the entity that plays person',
  kind: 'sort of account (text)',
  tenant: 'name of the bureau (text)',
  org: 'the unit he acts for: a ref to the entity that plays org; for someone of an institution that institution',
  station: 'the nearest station above it, or null: a ref to the same entity',
  orgs: 'the unit and all below it: a set of refs',
  county: 'code of the area (text), to be used with under()',
  subject: 'id of the enterprise he acts for (text)',
  roles: 'names of the roles: a set of texts',
};

export const namesSection = `## Names and files

- A package is a folder with a \`plugin.yaml\`, a bureau a folder with a \`tenant.yaml\`. Every other \`.yaml\` or \`.json\` below it is one document; folders and file names are yours to choose. A CSV stands beside the document that names it.
- A name is snake_case, begins with a letter and has at most 40 characters; the name of a package has no underscore. Inside the package a document is called by its bare name, outside by \`package.name\`. A bare name is looked up in the own package and nowhere else.
- Names of a bureau begin with \`x_\`. What a package adds to a document of another package begins with its own name: \`food_star\`.
- \`was: [old_name]\` keeps the identity of a renamed item (its column, its history), and patches that name it by the old name still find it. The name of a removed item may be taken again with \`new: true\`.
- Leave out what is the default. Text that YAML would read as a number, a date or yes and no stands in quotes.`;

export const patchSection = `### What a patch does

- **Address**: names from the top of the document joined by dots; a key with other characters stands in brackets, with or without quotes: \`fields.phone.required\`, \`grants[food.operator].update.fields\`, \`codes["0111"].label\`. Former names (\`was\`) are found.
- **Order**: in one patch \`set\`, then \`add\`, \`take\`, \`move\`, \`remove\`. Patches of packages come in the order in which the packages stand on each other, those of the bureau last.
- \`set\` writes a value, or begins an item that is not there yet; the item goes to the end. \`add\` puts items at the end of a list and passes over those that are there; \`take\` takes them out. \`move\` puts an item before or after another of the same map: a field in the form, a saved list among the tabs. \`remove\` takes a key out; what the kind says for a key left out holds then.
- **A removed field is withdrawn**: lists, forms, tabs and roles lose it without a word, its column and its data stay. An expression that reads it is an error, to be patched too.
- **A bureau** may change whatever packages say, except what a document is (\`kind\`, \`name\`, \`of\`, the type of a view). What it adds begins with \`x_\`. **A package** may only add, under its own prefix, and changes what it added itself.
- Two files of one sort (packages, or bureau) that set one address, or one above the other, are an error: none of them wins. A bureau may change what a package added.
- \`base\` names the version that the patch was written against; when the package has moved on, a warning asks for a look.`;

export const expressionRules = `- Fields are written \`record.<field>\`, fields of what a ref points at \`record.subject.name\`, over at most three refs. A named filter is a member too: \`record.expiring\`. Keys that hold a filter also take its bare name.
- Texts and codes stand in single quotes (\`record.risk == 'A'\`), numbers as they are, days as \`date('2026-11-20')\`; in YAML the whole expression stands in double quotes. A code is checked against its list.
- Operators: \`== != < <= > >= + - *\`, \`&& || !\`, \`condition ? a : b\`, \`in\` with a list (\`record.risk in ['C', 'D']\`), with codes or with a set. No \`/\`: \`div(a, b, scale)\`.
- Null: order comparison, arithmetic and functions of null are unknown; \`==\` and \`!=\` always answer; \`&&\`, \`||\`, \`!\` are three-valued; walking through null gives null. A filter passes when definitely true, a check refuses when definitely false. Empty text is never kept: ask \`has(x)\`.
- Only values of one type are compared; a \`datetime\` becomes a day by \`date(x)\`. Refs are compared with refs to the same entity: \`record.assignee == actor.person\`.`;
