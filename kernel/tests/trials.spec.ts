// Eleven real needs written in the language: they compile, and the model holds what they say.
import { test } from '@japa/runner';
import fc from 'fast-check';
import { compile } from '../src/index.ts';
import type { Expr, Model } from '../src/index.ts';
import { trialFiles, trialPackages } from './trials_input.ts';

const compiled = compile({ packages: trialPackages(), tenant: null });
const model = compiled.model as Model; // the first test fails where it is null

test.group('Trials of the language', () => {
  test('all eleven compile without a diagnostic', ({ assert }) => {
    assert.deepEqual(compiled.diagnostics, []);
    assert.isNotNull(compiled.model);
    assert.lengthOf(trialFiles(), 12);
  });

  test('a flow has its states and transitions in order, its inputs as fields and its acts as trees', ({ assert }) => {
    const flow = model.workflows['metrology.acceptance_flow']!;
    assert.equal(flow.of, 'metrology.acceptance');
    assert.deepEqual(
      flow.states.map((state) => state.name),
      ['submitted', 'overdue_review', 'reviewing', 'in_progress', 'returned', 'done'],
    );
    const ask = flow.transitions.find(({ name }) => name === 'ask_return')!;
    assert.deepEqual(ask.by, ['metrology.institution_clerk']);
    assert.deepEqual(
      ask.input?.map(({ name, type }) => [name, type]),
      [
        ['how', 'code'],
        ['items', 'refs'],
        ['reason', 'text'],
      ],
    );
    const part = ask.do!.find(({ name }) => name === 'part')!;
    assert.equal(part.each?.type, 'set:row:metrology.acceptance#items');
    assert.deepEqual(part.set?.['outcome'], {
      op: 'literal',
      type: 'code:metrology.acceptance_outcome',
      value: 'return_asked',
    } satisfies Expr);
    const approve = flow.transitions.find(({ name }) => name === 'approve_return')!;
    assert.deepEqual(
      (approve.to as { state: string }[]).map(({ state }) => state),
      ['returned', 'in_progress'],
    );
  });

  test('a transition on an event knows the record of the event', ({ assert }) => {
    const heard = model.workflows['enforcement.general_procedure']!.transitions.find(({ name }) => name === 'heard')!;
    const on = heard.on as { event: string; match: Expr };
    assert.equal(on.event, 'enforcement.hearing.hold');
    assert.equal(on.match.type, 'boolean');
  });

  test('a document body is text, values, blocks and conditions', ({ assert }) => {
    const { body } = model.documents['metrology.verification_certificate']!;
    const block = body.find((part) => 'if' in part)!;
    if (!('if' in block)) return assert.fail();
    const each = block.parts.find((part) => 'each' in part)!;
    if (!('each' in each)) return assert.fail();
    assert.equal(each.as, 'g');
    assert.equal(each.each?.type, 'set:row:metrology.verification#guns');
    assert.isTrue(each.parts.some((part) => 'expr' in part && part.expr.type === 'text'));
    assert.isTrue(block.else.some((part) => 'expr' in part));
  });

  test('views without a screen stand apart from those that screens show', ({ assert }) => {
    assert.sameMembers(Object.keys(model.further_views), ['metrology.overdue_by_user', 'shares.penetration']);
    for (const view of Object.values(model.views)) assert.include(['list', 'detail'], view.type);
    for (const menu of model.menus)
      for (const item of menu.items) assert.equal(model.views[item.view]?.type, 'list', item.view);
  });

  test('the answer of an item has its own type, and the rest is in scope by its own names', ({ assert }) => {
    const { items } = model.checklists['food.catering_daily']!;
    assert.deepEqual(
      items.map((item) => [item.name, item.in, item.pass?.type ?? null]),
      [
        ['licence_shown', 'licence', null],
        ['fridge_temp', 'hygiene', 'boolean'],
      ],
    );
  });

  test('whatever is broken in them, the answer is diagnostics and no exception', ({ assert }) => {
    const packages = trialPackages();
    const words = ['{', ']', 'null', '5', 'record', 'x y', '- a', "'", 'input.items', '[a, b]', '{ a: 1 }', 'true'];
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), fc.constantFrom(...words), fc.boolean(), (p, f, t, word, value) => {
        const broken = packages.map((each) => ({ ...each, files: [...each.files] }));
        const source = broken[p % broken.length]!;
        const at = f % source.files.length;
        const { path, text } = source.files[at]!;
        // A value of a key becomes something else, or a word anywhere goes.
        const places = [...text.matchAll(value ? /(?<=: )[^\n,{}]+/g : /[\w.]+/g)];
        const place = places[t % places.length]!;
        const changed = text.slice(0, place.index) + word + text.slice(place.index + place[0].length);
        source.files[at] = { path, text: changed };
        const { model: made, diagnostics } = compile({ packages: broken, tenant: null });
        assert.equal(
          made === null,
          diagnostics.some((d) => d.severity === 'error'),
        );
      }),
      { numRuns: 150, seed: 20_261_121 },
    );
  });

  test('the model is plain JSON', ({ assert }) => {
    assert.deepEqual(JSON.parse(JSON.stringify(model)), model);
  });
});
