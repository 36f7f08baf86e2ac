// TypeScript of the records of a model. The same model gives the same text, byte for byte.
import { compile } from 'json-schema-to-typescript';
import type { JSONSchema } from 'json-schema-to-typescript';
import { recordSchemas } from '@shijian/kernel';
import type { Model } from '@shijian/kernel';

/** @returns a module: `FoodOperator` and `FoodOperatorInput` for each entity, and `Records`, entity name → record type */
export async function recordTypes(model: Model): Promise<string> {
  const { tenant, packages } = model;
  const made = [...packages.map(({ name, version }) => `${name} ${version}`), ...(tenant.name ? [tenant.name] : [])];
  const schema = recordSchemas(model) as JSONSchema; // draft 7, as the library takes it
  const text = await compile(schema, 'Records', {
    bannerComment: `// Types of the records of ${made.join(', ')}. Made by npm run types: change the metadata, not this file.`,
    additionalProperties: false,
    // The inputs are reached by nothing but their name.
    unreachableDefinitions: true,
    ignoreMinAndMaxItems: true,
    strictIndexSignatures: true,
    style: { singleQuote: true, printWidth: 120, trailingComma: 'all' },
  });
  // Which schema made a type is the library's own business.
  return text.replace(
    / \*\n \* This interface was referenced by `Records`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g,
    '',
  );
}
