// Random expressions as text, well typed by construction, over the world's things and their children.
import fc from 'fast-check';
import { LOST, dates, decimals, integers, orgIds, regions, risks, subjectIds, texts } from './random_rows.ts';

type Text = fc.Arbitrary<string>;

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const pick = (...values: string[]): Text => fc.constantFrom(...values);
const literal = (values: readonly string[]): Text => fc.constantFrom(...values.map(quote));

/** Fills the {} of a form with texts, in order. */
function form(shape: string, ...parts: Text[]): Text {
  return fc.tuple(...parts).map((texts) => texts.reduce((text, part) => text.replace('{}', () => part), shape));
}

const order = pick('<', '<=', '>', '>=');
const anyOrder = pick('<', '<=', '>', '>=', '==', '!=');
const same = pick('==', '!=');
const span = pick(
  "span('1 day')",
  "span('90 days')",
  "span('1 month')",
  "span('13 months')",
  "span('4 years')",
  "span('2 weeks')",
  "span('9999 years')",
  "span('3660000 days')",
  "span('1 workday')",
  "span('15 workdays')",
  "span('0 workdays')",
  "span('5000 workdays')",
);
const clockSpan = pick("span('3 hours')", "span('45 minutes')", "span('90 days')", "span('80000000 hours')");

/** Names of the fields of each type on the row called `row`. */
function fieldsOf(row: string): Record<string, Text> {
  if (row !== 'record')
    return {
      number: pick(`${row}.count`, `${row}.price`),
      date: pick(`${row}.day`, `${row}.org.open_on`),
      instant: pick('record.made'),
      text: pick(`${row}.label`, `${row}.org.name`),
      boolean: pick(`${row}.done`),
      risk: pick(`${row}.kind`, `${row}.org.kind`),
      region: pick('record.region'),
      org: pick(`${row}.org`, `${row}.org.parent`),
      subject: pick('record.subject'),
    };
  return {
    number: pick(
      'record.n',
      'record.m',
      'record.fee',
      'record.paid',
      'record.due',
      'record.subject.capital',
      'record.items.sum(i, i.price)',
      'record.items.count(i, i.done)',
      'record.items.max(i, i.count)',
      'record.items.min(i, i.price * dec(i.count))',
      'size(record.name)',
      'record.words.size()',
      'record.items.map(i, i.count).sum()',
      'record.subject.things.count()',
      'record.items.filter(i, i.done).sum(i, i.count + 1)',
      'year(record.from)',
      'month(record.until)',
      'days(record.from, record.until)',
      'workdays(record.from, today)',
      'level(record.region)',
      'settings.t.warn_days',
      'settings.t.limit',
      'previous(record.n)',
      'previous(record.due)',
      'old.items.sum(i, i.count)',
      't.subject.where(s, s.region == record.region).count()',
      't.thing.where(o, o.subject == record.subject && o.until < record.until).sum(o, o.fee)',
    ),
    date: pick(
      'record.from',
      'record.until',
      'record.subject.since',
      'record.org.parent.open_on',
      'today',
      'date(record.made)',
      'record.items.max(i, i.day)',
      'settings.t.since',
      'previous(record.until)',
      't.org.where(o, under(o.id, record.org)).max(o, o.open_on)',
    ),
    instant: pick('record.made', 'record.seen', 'now'),
    text: pick(
      'record.name',
      'record.note',
      'record.subject.name',
      'record.subject.org.name',
      'record.holder.seat',
      'actor.user',
      'actor.kind',
      'label(record.risk)',
      'tenant.name',
      'settings.t.unset',
      'previous(record.subject.name)',
    ),
    boolean: pick(
      'record.open',
      'record.shut',
      'record.expired',
      'record.expiring',
      'expiring',
      'record.own_org',
      'record.heavy',
      'record.subject.active',
      'record.subject.busy',
      'changed(record.until)',
      'changed(record.expired)',
      'changed(record.subject.region)',
      'previous(record.open)',
      'true',
      'false',
    ),
    risk: pick('record.risk', 'record.was_risk', 'record.org.kind', 'previous(record.risk)', 'settings.t.grade'),
    region: pick('record.region', 'record.area', 'record.subject.region'),
    org: pick('record.org', 'record.subject.org', 'record.org.parent', 'actor.org', 'actor.station'),
    subject: pick('record.subject', 'record.holder'),
  };
}

/** One value of every type, `depth` levels at most. */
function grammar(
  row: string,
  depth: number,
): Record<'number' | 'date' | 'instant' | 'text' | 'boolean' | 'risk' | 'region' | 'org', Text> {
  const own = fieldsOf(row);
  const field = (type: string): Text => own[type] ?? pick('null');
  const leaf = {
    number: fc.oneof(
      { weight: 4, arbitrary: field('number') },
      { weight: 1, arbitrary: pick(...integers.map(String)) },
      { weight: 1, arbitrary: literal(decimals).map((text) => `dec(${text})`) },
    ),
    date: fc.oneof(
      { weight: 4, arbitrary: field('date') },
      { weight: 1, arbitrary: literal(dates).map((text) => `date(${text})`) },
    ),
    instant: field('instant'),
    text: fc.oneof({ weight: 3, arbitrary: field('text') }, { weight: 1, arbitrary: literal(texts) }),
    boolean: field('boolean'),
    risk: fc.oneof({ weight: 3, arbitrary: field('risk') }, { weight: 1, arbitrary: literal(risks) }),
    region: fc.oneof({ weight: 3, arbitrary: field('region') }, { weight: 1, arbitrary: literal(regions) }),
    org: fc.oneof({ weight: 4, arbitrary: field('org') }, { weight: 1, arbitrary: literal([...orgIds, LOST]) }),
  };
  if (depth === 0) return { ...leaf, boolean: comparisons(row, leaf, own) };
  const below = grammar(row, depth - 1);
  const { number, date, text, boolean } = below;
  return {
    ...leaf,
    number: fc.oneof(
      leaf.number,
      form('({} {} {})', number, pick('+', '-', '*'), number),
      form('(-{})', number),
      form('{}({}, {})', pick('min', 'max'), number, number),
      form('abs({})', number),
      form('round({}, {})', number, pick('0', '1', '2')),
      form('{}({}, {}, {})', pick('div', 'ratio'), number, number, pick('0', '2', '5')),
      form('({} ? {} : {})', boolean, number, number),
      form('{}({}, {})', pick('days', 'workdays'), date, date),
    ),
    date: fc.oneof(
      leaf.date,
      form('{}({}, {})', pick('add', 'sub'), date, span),
      form('({} ? {} : {})', boolean, date, date),
      form('max({}, {})', date, date),
    ),
    instant: fc.oneof(leaf.instant, form('{}({}, {})', pick('add', 'sub'), below.instant, clockSpan)),
    text: fc.oneof(
      { weight: 3, arbitrary: leaf.text },
      { weight: 1, arbitrary: form('({} + {})', text, text) },
      { weight: 1, arbitrary: form('({} ? {} : {})', boolean, text, text) },
    ),
    boolean: fc.oneof(
      { weight: 4, arbitrary: comparisons(row, below, own) },
      { weight: 2, arbitrary: form('({} {} {})', boolean, pick('&&', '||'), boolean) },
      {
        weight: 1,
        arbitrary: form(
          '!{}',
          boolean.map((inner) => `(${inner})`),
        ),
      },
      { weight: 1, arbitrary: form('({} ? {} : {})', boolean, boolean, boolean) },
      { weight: 1, arbitrary: form('(({}) {} ({}))', boolean, same, boolean) },
      ...(row === 'record' ? [{ weight: 2, arbitrary: macros(depth - 1) }] : []),
    ),
  };
}

type Parts = Record<'number' | 'date' | 'instant' | 'text' | 'boolean' | 'risk' | 'region' | 'org', Text>;

function comparisons(row: string, part: Parts, own: Record<string, Text>): Text {
  const field = (type: string): Text => own[type] ?? pick('null');
  return fc.oneof(
    form('{} {} {}', part.number, anyOrder, part.number),
    form('{} {} {}', part.date, anyOrder, part.date),
    form('{} {} {}', part.instant, anyOrder, part.instant),
    form('{} {} {}', part.text, anyOrder, part.text),
    form('{} {} {}', field('risk'), same, part.risk),
    form('{} {} {}', field('region'), same, part.region),
    form('{} {} {}', field('org'), same, part.org),
    form('{} {} {}', field('subject'), same, literal([...subjectIds, LOST])),
    form('{} {} null', fc.oneof(field('risk'), field('date'), field('org'), part.number, part.text), same),
    form('has({})', fc.oneof(field('risk'), field('date'), field('org'), field('text'), field('number'))),
    form('{} in [{}, {}]', field('risk'), literal(risks), literal(risks)),
    form('{} in [{}, {}, {}]', part.number, part.number, part.number, part.number),
    form(
      '{} in [{}, {}]',
      field('date'),
      literal(dates).map((text) => `date(${text})`),
      literal(dates).map((text) => `date(${text})`),
    ),
    form('{} in [{}]', part.text, part.text),
    form('{} in actor.orgs', field('org')),
    form(
      'under({}, {})',
      field('region'),
      fc.oneof(literal(regions), field('region'), pick('actor.county', 'tenant.region')),
    ),
    form('under({}, {})', row === 'record' ? pick('record.org', 'record.subject.org') : field('org'), part.org),
    form('contains({}, {})', part.text, part.text),
    form('starts({}, {})', part.text, part.text),
    field('boolean'),
    form('{} {} {}', field('date'), order, form('add(today, {})', span)),
  );
}

function macros(depth: number): Text {
  const item = grammar('x', depth).boolean;
  const words = form('{} in record.words', fc.oneof(literal(texts), pick('record.name', 'actor.user')));
  return fc.oneof(
    form('record.items.{}(x, {})', pick('exists', 'all'), item),
    form('record.items.{}(x, {})', pick('exists', 'all'), item),
    form("record.items.filter(x, {}).{}(y, y.price > dec('1'))", item, pick('exists', 'all')),
    form('record.items.count(x, {}) {} {}', item, anyOrder, pick('0', '1', '2')),
    form('record.subject.things.{}(x, x.open || x.fee > record.fee)', pick('exists', 'all')),
    form('record.orgs.{}(x, x.kind == {})', pick('exists', 'all'), literal(risks)),
    form('record.org.far.subjects.{}(x, x.active && x.capital >= dec({}))', pick('exists', 'all'), literal(decimals)),
    form('record.words.{}(x, x >= {})', pick('exists', 'all'), literal(texts)),
    form('{} in record.risks', fc.oneof(literal(risks), pick('record.risk', 'record.org.kind'))),
    form('{} in record.subject.tags', fc.oneof(literal(texts), pick('record.name', 'actor.user'))),
    form('record.subject.tags.{}(x, x >= {})', pick('exists', 'all'), literal(texts)),
    form('{} in record.orgs', pick('record.org', 'actor.org', 'record.subject.org')),
    form('{} in record.items.map(x, x.kind)', fc.oneof(literal(risks), pick('record.risk'))),
    form('record.org in record.items.filter(x, {}).map(x, x.org)', item),
    form(
      'has({})',
      pick(
        'record.words',
        'record.subject.tags',
        'record.items',
        'record.subject.things',
        'record.items.map(x, x.day)',
        'record.org.far.subjects',
      ),
    ),
    form('actor.orgs.exists(x, x == record.org)'),
    form('record.subject.things.{}(x, x.heavy || x.expiring)', pick('exists', 'all')),
    form('record.items.exists(x, record.items.all(y, y.count <= x.count))'),
    form('record.items.exists(x, record.items.all(y, y.id == x.id || {}))', item),
    form('old.items.exists(x, record.items.all(y, y.id != x.id && y.kind == x.kind))'),
    form('t.thing.where(o, o.subject == record.subject).{}(x, x.open || x.id == record.id)', pick('exists', 'all')),
    form(
      'record.subject in t.subject.where(s, s.active && s.capital >= {})',
      literal(decimals).map((text) => `dec(${text})`),
    ),
    form('has(t.org.where(o, o.kind == record.risk && o.id != record.org))'),
    words,
  );
}

const whole = grammar('record', 3);

export const randomBoolean: Text = whole.boolean;
export const randomValue: Text = fc.oneof(whole.number, whole.date, whole.instant, whole.text);
/** Literals of the world, for tests that mix them up. */
export const pools = { texts, dates, decimals, integers };
