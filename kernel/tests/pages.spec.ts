// The examples of the pages that lay down the language, word for word (pages/metadata.yaml, pages/answers.yaml), over the least
// that they stand on (pages/around.yaml).
import path from 'node:path';
import { test } from '@japa/runner';
import { compile, parseDocument } from '../src/index.ts';
import type { Model, PackageSource } from '../src/index.ts';
import { packagesIn } from './trials_input.ts';

const folder = path.join(import.meta.dirname, 'pages');
const sources = packagesIn(
  ['around.yaml', 'metadata.yaml', 'answers.yaml', 'views.yaml'].map((name) => path.join(folder, name)),
);
for (const source of sources)
  if (source.name === 'core')
    source.files.push({ path: 'core/industries.csv', text: 'code,name\nA,农业\n0111,稻谷种植\n' });
const packages = sources.filter(({ kind }) => kind === 'package');
const tenant = sources.find(({ kind }) => kind === 'tenant')!;

/** The packages as a bureau has them that uses only some: documents that name others stay away. */
function without(kinds: readonly string[]): PackageSource[] {
  return packages.map((source) => ({
    ...source,
    files: source.files.filter((file) => !kinds.includes(parseDocument(file).kind ?? '')),
  }));
}

test.group('Examples of the design pages', () => {
  const { model, diagnostics } = compile({ packages, tenant: null });

  test('all of them compile; of the search in two fields that are not searchable somebody is warned', ({ assert }) => {
    assert.deepEqual(
      diagnostics.map(({ code, at, value }) => [code, at, value]),
      [['E_SEARCH_OFF', 'search[2]', 'phone']],
    );
    assert.isNotNull(model);
    const { workflows, checklists, rules, forms, views, menus, records } = model as Model; // not null by the line above
    const made = Object.keys({ ...workflows, ...checklists, ...rules, ...forms, ...views });
    assert.includeMembers(made, [
      'clue.handling',
      'food.catering_daily',
      'food.licence_expiring',
      'food.operator_form',
      'food.operators',
    ]);
    assert.equal(records[0]?.rows.length, 2);
    assert.deepEqual(
      menus.map(({ name }) => name),
      ['food.food', 'other'],
    );
  });

  test('the transition on an event waits for the task that the clue made', ({ assert }) => {
    const flow = model?.workflows['clue.handling'];
    const feedback = flow?.transitions.find(({ name }) => name === 'feedback');
    assert.deepInclude(feedback?.on, { event: 'supervision.task.complete' });
    const dispatch = flow?.transitions.find(({ name }) => name === 'dispatch');
    assert.deepEqual(
      dispatch?.do?.map(({ name }) => name),
      ['task', 'tell'],
    );
  });

  test('the bureau and its patch compile over the packages that it names', ({ assert }) => {
    const changan = compile({ packages: without(['Checklist', 'Role', 'Rule', 'Document']), tenant });
    assert.deepEqual(
      changan.diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    );
    const fields = changan.model?.entities['food.operator']?.fields ?? [];
    const phone = fields.findIndex(({ name }) => name === 'phone');
    assert.equal(fields[phone]?.required, true);
    assert.equal(fields[phone + 1]?.name, 'x_stall_no');
    assert.equal(fields.find(({ name }) => name === 'issued_on')?.required, false);
    assert.deepEqual(changan.model?.tenant.settings, { 'food.warn_days': 60 });
  });

  test('four trials written from the reference alone compile without a word', ({ assert }) => {
    const written = packagesIn([path.join(folder, 'from_the_reference.yaml')]);
    const trials = compile({ packages: written, tenant: null });
    assert.deepEqual(trials.diagnostics, []);
    const drafts = trials.model as Model; // no diagnostics: a model
    assert.sameMembers(Object.keys(drafts.workflows), [
      'metrology.acceptance_flow',
      'enforcement.hearing',
      'enforcement.general_procedure',
      'enforcement.simple_procedure',
    ]);
    assert.equal(drafts.lists['metrology.province_category']?.crosswalk, 'metrology.category');
    assert.deepEqual(drafts.score_models['online.online_shop_credit']?.recompute?.on?.[0], 'online.penalty.created');
  });

  test('a domain with every kind that has no engine yet, written from the reference, compiles without a word', ({
    assert,
  }) => {
    const domain = compile({ packages: packagesIn([path.join(folder, 'every_later_kind.yaml')]), tenant: null });
    assert.deepEqual(domain.diagnostics, []);
    const { checklists, documents, draws, rules, datasets, dashboards, publications, score_models } =
      domain.model as Model; // no diagnostics: a model
    assert.equal(checklists['toy.workshop']?.items[0]?.pass?.type, 'boolean');
    assert.lengthOf(documents['toy.notice']?.body ?? [], 6);
    assert.equal(draws['toy.quarter']?.makes.set?.['who']?.type, 'set:ref:core.person');
    assert.sameMembers(Object.keys(rules), ['toy.repeat', 'toy.weekly', 'toy.bad']);
    assert.equal(datasets['toy.tests']?.across, 'counties');
    assert.sameMembers(
      [dashboards, publications, score_models].map((some) => Object.keys(some).length),
      [1, 1, 1],
    );
  });
});
