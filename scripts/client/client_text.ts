// The typed client of a model as one TypeScript file: the types of its records, and the class that fetches them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { recordSchemas } from '@shijian/kernel';
import type { Model } from '@shijian/kernel';
import { ROOT } from '@shijian/server/config/environment';
import { recordTypes } from '../types/record_types.ts';

const CLASS = path.join(ROOT, 'runtime/server/kit/records_client.ts');

/** @returns a module without imports; `new Shijian({ url, token })` is typed by the model */
export async function clientText(model: Model): Promise<string> {
  const types = (await recordTypes(model)).replace('Made by npm run types:', 'Made by npm run client:');
  return [
    types,
    '/** Every entity by name, with the type of what makes a record. */',
    'export interface Inputs {',
    ...inputNames(model).map(([entity, name]) => `  '${entity}': ${name};`),
    '}',
    '',
    readFileSync(CLASS, 'utf8'),
    '/** The records of this model. Without a token: `new Shijian(await Shijian.login(url, login, password))`. */',
    'export class Shijian extends ShijianClient<Records, Inputs> {}',
    '',
  ].join('\n');
}

/** The names are those of the schemas: two entities may come to one name. */
function inputNames(model: Model): [string, string][] {
  const { properties } = recordSchemas(model) as { properties: Record<string, { $ref: string }> };
  return Object.entries(properties).map(([entity, { $ref }]) => [
    entity,
    `${$ref.slice($ref.lastIndexOf('/') + 1)}Input`,
  ]);
}
