import { test } from '@japa/runner';
import { bureauOf } from '../src/kernel/bureau.ts';
import { placeInText } from '../src/kernel/place_in_text.ts';
import { PATCH, demoSources } from './sources.ts';

const bureau = bureauOf(demoSources());

/** What is offered where the bar stands. */
function offered(text: string): string[] {
  const answer = bureau.complete([], PATCH, text.replace('|', ''), text.indexOf('|'));
  return answer?.options.map(({ label }) => label) ?? [];
}

/** Path and part at the bar. */
function placeOf(text: string): string | null {
  const place = placeInText(text.replace('|', ''), text.indexOf('|'));
  return place && `${place.writes} ${place.path.join('.')} ${place.word}`.trim();
}

test.group('The kernel beside the editor', () => {
  test('a half-written document tells where the cursor is, in blocks, in brackets and in JSON', ({ assert }) => {
    assert.equal(placeOf('kind: Entity\nfields:\n  a:\n    ty|'), 'key fields.a ty');
    assert.equal(placeOf('kind: Entity\nfields:\n  a: { type: code, list: f| }'), 'value fields.a.list f');
    assert.equal(placeOf('columns: [a, b|'), 'value columns.[] b');
    assert.equal(placeOf('columns:\n- field: a\n  la|'), 'key columns.[] la');
    assert.equal(placeOf('fields:\n  a: { type: string }\n|'), 'key');
    assert.equal(placeOf('{"kind": "Entity", "fields": {"a": {"type": "co|'), 'value fields.a.type co');
    assert.isNull(placeOf('a: 1 # remark|'));
    assert.equal(placeInText('a:\n  long text |\n  goes on', 18)?.path.join('.'), 'a');
  });

  test('a new key, a value and a name are offered by the shape of the kind and by what the bureau has', ({
    assert,
  }) => {
    assert.deepEqual(offered('|'), ['kind']);
    assert.includeMembers(offered('kind: |'), ['Entity', 'Patch', 'Role']);
    assert.includeMembers(offered('kind: Entity\nfields:\n  a: { type: |'), ['string', 'code', 'ref']);
    assert.deepEqual(offered('kind: Entity\nfields:\n  a: { type: string, required: |'), ['true', 'false']);
    assert.include(offered('kind: Entity\nfields:\n  a: { type: code, list: |'), 'food.risk_grade');
    assert.include(offered('kind: Role\ngrants:\n  |'), 'food.operator');
    assert.include(offered('kind: Form\nof: food.operator\nsections:\n  a:\n    fields: [|'), 'licence_no');
    assert.notInclude(offered('kind: Entity\nname: a\n|'), 'name');
  });

  test('in a patch the addresses and values of the document that it changes are offered', ({ assert }) => {
    assert.include(offered('kind: Patch\nof: |'), 'Entity food.operator');
    const head = 'kind: Patch\nof: Entity food.operator\nset:\n';
    assert.includeMembers(offered(`${head}  fields.|`), ['phone', 'licence_no']);
    assert.include(offered(`${head}  fields.phone.|`), 'required');
    assert.deepEqual(offered(`${head}  fields.phone.required: |`), ['true', 'false']);
    assert.include(offered(`${head}  fields.x_a: { type: |`), 'code');
  });

  test('a change is checked over the rest, and what it breaks elsewhere is found', ({ assert }) => {
    const before = bureau.check([]);
    assert.isTrue(before.compiles);
    assert.deepEqual(before.findings, []);
    const old = demoSources().tenant.files.find(({ path }) => path === PATCH)!.text;
    const broken = bureau.check([{ path: PATCH, text: old.replace('type: string', 'type: strng') }]);
    assert.isFalse(broken.compiles);
    const [first] = broken.findings.filter(({ path }) => path === PATCH);
    assert.equal(first?.code, 'E_FIELD_TYPE_UNKNOWN');
    assert.match(first!.says, /[一-龥]/);
    const gone = bureau.check([{ path: PATCH, text: null }]);
    assert.include(
      gone.findings.map(({ code }) => code),
      'E_REFERENCE_FIELD',
    );
    assert.equal(gone.documents.find(({ path }) => path === PATCH)?.does, 'removed');
    assert.isTrue(bureau.check([]).compiles, 'what was tried leaves nothing behind');
  });

  test('a patch goes by the name of what it changes, also while it cannot be read', ({ assert }) => {
    const old = demoSources().tenant.files.find(({ path }) => path === PATCH)!.text;
    for (const text of [old, `${old}\n  : {`]) {
      const entry = bureau.check([{ path: PATCH, text }]).documents.find(({ path }) => path === PATCH);
      assert.equal(entry?.kind, 'Patch');
      assert.equal(entry?.of, 'Entity food.operator');
      assert.equal(entry?.label, '食品经营者');
    }
  });
});
