// Element id of a section of the form.
export function sectionId(name: string): string {
  return `section_${name}`;
}
