// Sections with their texts as the form stands: a new array only when a text changed, so that rjsf draws anew only then.
import { useRef } from 'react';
import type { Env } from '@shijian/kernel';
import { withSectionTexts, type PlacedSection } from './sections.ts';

/** @param env surroundings of the record in the form */
export function useSpokenSections(sections: PlacedSection[], env: Env): PlacedSection[] {
  const spoken = withSectionTexts(sections, env);
  const kept = useRef({ of: sections, spoken, key: keyOf(spoken) });
  const key = keyOf(spoken);
  if (kept.current.of !== sections || kept.current.key !== key) kept.current = { of: sections, spoken, key };
  return kept.current.spoken;
}

const keyOf = (sections: PlacedSection[]): string =>
  JSON.stringify(sections.map(({ label, fields }) => [label, fields.map((field) => [field.label, field.hint])]));
