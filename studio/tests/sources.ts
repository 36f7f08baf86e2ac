// The demo's documents of one bureau, as the door gives them to the browser.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PackageSource } from '@shijian/kernel';
import type { DoorSources } from '../src/client/types.ts';

const root = path.join(import.meta.dirname, '../..');

export const PATCH = 'tenants/changan/patches/food.operator.yaml';

export function demoSources(): DoorSources {
  return {
    rev: 1,
    packages: [
      sourceOf('package', 'core', 'metadata/core'),
      sourceOf('package', 'market', 'metadata/market'),
      sourceOf('package', 'food', 'plugins/food'),
    ],
    tenant: sourceOf('tenant', 'changan', 'tenants/changan'),
  };
}

function sourceOf(kind: PackageSource['kind'], name: string, folder: string): PackageSource {
  const files = globSync(`${folder}/**/*.{yaml,csv}`, { cwd: root }).sort();
  return {
    kind,
    name,
    files: files.map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') })),
  };
}
