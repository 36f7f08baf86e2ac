// What the reference says beside the shapes: nothing is left without an example or a word, and the words name what there is.
import { test } from '@japa/runner';
import { actorMembers, documentShape, functions, kindNames, macros, parseDocument } from '@shijian/kernel';
import type { KindName } from '@shijian/kernel';
import { exampleOf } from '../generate/examples.ts';
import { actorNotes, functionNotes, macroNotes } from '../generate/language_notes.ts';
import { metadataPage } from '../generate/metadata_page.ts';

const page = metadataPage();

test.group('The reference', () => {
  test('shows a document of every kind and of every type of view', ({ assert }) => {
    for (const kind of kindNames as KindName[]) {
      const shape = documentShape(kind);
      const types = shape.is === 'variant' ? Object.keys(shape.cases) : [undefined];
      for (const type of types) {
        const text = exampleOf(kind, type);
        assert.isNotNull(text, `${kind} ${type ?? ''}`);
        assert.include(page, text ?? '');
        assert.equal(parseDocument({ path: 'example.yaml', text: text ?? '' }).kind, kind);
      }
    }
  });

  test('has a word for every function, every macro and every member of actor, and for no other', ({ assert }) => {
    assert.sameMembers(Object.keys(functionNotes), Object.keys(functions));
    assert.sameMembers(Object.keys(macroNotes), Object.keys(macros));
    assert.sameMembers(Object.keys(actorNotes), [...actorMembers]);
  });

  test('goes into lists of maps and shows how a text is spelt', ({ assert }) => {
    assert.match(page, /`factors\.<name>\.bands\[\]\.from`/);
    assert.match(page, /`transitions\.<name>\.to\[\]\.state`/);
    assert.match(page, /\| `watch` \| literal text like `daily 06:00` \|/);
  });
});
