// The kernel's own figures: compiling what ships, evaluating one expression.
import { readFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import path from 'node:path';
import { compile, isTrue, type Env, type PackageSource } from '@shijian/kernel';
import { ROOT } from '@shijian/server/config/environment';
import type { BenchRow } from './run.ts';

export function kernelRows(): BenchRow[] {
  const packages = ['metadata/core', 'metadata/market', 'plugins/food'].map((folder) => source('package', folder));
  const tenant = source('tenant', 'tenants/changan');
  let started = performance.now();
  const { model } = compile({ packages, tenant });
  const cold = performance.now() - started;
  if (!model) throw new Error('the shipped documents do not compile');
  const expr = model.entities['food.operator']!.filters['expiring']!.expr;
  const row: Record<string, string | boolean> = { status: 'valid', valid_until: '2027-01-01', expired: false };
  const env: Env = {
    record: { get: (field) => row[field] ?? null },
    now: '2026-11-20T01:00:00.000Z',
    time_zone: 'Asia/Shanghai',
    list: () => undefined,
  };
  const times = 2_000_000;
  for (let i = 0; i < 100_000; i += 1) isTrue(expr, env);
  started = performance.now();
  for (let i = 0; i < times; i += 1) isTrue(expr, env);
  const perSecond = times / ((performance.now() - started) / 1000);
  return [
    {
      name: 'compile a bureau with all its packages, cold',
      value: Math.round(cold),
      unit: 'ms',
      ceiling: null,
      ratio: null,
      goal: 1000,
      ok: cold <= 1000,
    },
    {
      name: 'evaluate the filter "expiring"',
      value: Math.round(perSecond),
      unit: 'evaluations/s',
      ceiling: null,
      ratio: null,
      goal: 1_000_000,
      ok: perSecond >= 1_000_000,
    },
  ];
}

function source(kind: PackageSource['kind'], folder: string): PackageSource {
  const files = globSync('**/*.{yaml,csv}', { cwd: path.join(ROOT, folder) })
    .sort()
    .map((file) => ({ path: `${folder}/${file}`, text: readFileSync(path.join(ROOT, folder, file), 'utf8') }));
  return { kind, name: path.basename(folder), files };
}
