// Which targets a detail page needs whole: those that its conditions look through.
import type { EntityModel } from '@shijian/kernel';
import { refsRead } from '../form/conditions.ts';
import type { PlacedSection } from '../form/sections.ts';

/** `include` of the request; undefined when no condition walks a ref. */
export function includeOfDetail(entity: EntityModel, sections: PlacedSection[]): string | undefined {
  const refs = refsRead(
    sections.map((section) => [
      section.visible,
      section.texts,
      section.fields.map((field) => [field.visible, field.texts]),
    ]),
  );
  const known = refs.filter((name) => entity.fields.some((field) => field.name === name && field.to.length === 1));
  return known.length === 0 ? undefined : known.join(',');
}
