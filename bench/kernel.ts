// The kernel's own figures: compiling what ships and a hundred thousand lines, evaluating one expression, its size in a browser.
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compile, diffModels, isTrue, newMemory, planSteps, type Env, type PackageSource } from '@shijian/kernel';
import { ROOT } from '@shijian/server/config/environment';
import { bigPackages, bigTenant, hundredThousandLines, linesOf } from '../kernel/tests/big_input.ts';
import { bundle, forBrowsers } from '../runtime/officer/tests/bundle.ts';
import type { BenchRow } from './run.ts';

/** All rows of the kernel. */
export async function kernelRows(): Promise<BenchRow[]> {
  return [...shippedRows(), ...bigRows(), firstDocumentRow(), await bundleRow()];
}

const most = (name: string, value: number, unit: string, goal: number): BenchRow => ({
  name,
  value: Math.round(value * 10) / 10,
  unit,
  ceiling: null,
  ratio: null,
  goal,
  ok: value <= goal,
});

/** A hundred thousand lines from nothing, again, with one document changed, and for a bureau on top of them. */
function bigRows(): BenchRow[] {
  const size = hundredThousandLines;
  const memory = newMemory();
  let packages = bigPackages(size);
  const timed = (tenant: PackageSource | null): number => {
    const started = performance.now();
    if (!compile({ packages, tenant }, memory).model) throw new Error('the generated documents do not compile');
    return performance.now() - started;
  };
  const cold = timed(null);
  packages = bigPackages(size);
  const unchanged = timed(null);
  const changed = Array.from({ length: 11 }, (_, i) => {
    packages = packages.map((source) => (source.name === `p${10 + i}` ? edited(source, i) : source));
    return timed(null);
  });
  const bureaus = ['changan', 'luquan', 'zhengding'].map((name) => timed(bigTenant(size, name)));
  const [before, after] = ['', 'label: 新的一项\n'].map((text) => {
    const tenant = bigTenant(size);
    const files = tenant.files.map((file) =>
      text !== '' && file.path.endsWith('tenant.yaml')
        ? { ...file, text: file.text.replace(/label: .*\n/, text) }
        : file,
    );
    return compile({ packages, tenant: { ...tenant, files } }, memory).model!;
  });
  const started = performance.now();
  const steps = planSteps({ before: before!, after: after!, changes: diffModels(before!, after!) });
  const compared = performance.now() - started;
  if (steps.length === 0) throw new Error('the two models do not differ');
  const lines = `${Math.round(linesOf(packages) / 1000)},000 lines`;
  return [
    most(`compile ${lines} of 30 packages, cold`, cold, 'ms', 8000),
    most(`compile ${lines} again, handed in anew, nothing changed`, unchanged, 'ms', 1000),
    most(`compile ${lines} again, one document changed`, median(changed), 'ms', 50),
    most('compile the model of one more bureau on 30 packages, 301 entities', median(bureaus), 'ms', 300),
    most('compare two models of a bureau on 30 packages and make the steps of a plan', compared, 'ms', 100),
  ];
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function edited(source: PackageSource, round: number): PackageSource {
  const files = source.files.map((file) =>
    file.path.endsWith('/entities/e4.yaml')
      ? { path: file.path, text: file.text.replace('label: 字段3\n', `label: 新的名称${round}\n`) }
      : file,
  );
  return { ...source, files };
}

/** The first document of a process, before anything is warm. */
function firstDocumentRow(): BenchRow {
  const script = path.join(import.meta.dirname, 'first_document.ts');
  const times = [1, 2, 3].map(() => Number(execFileSync(process.execPath, [script], { encoding: 'utf8' })));
  return most('check one document of 200 fields, the first of its process', Math.min(...times), 'ms', 20);
}

async function bundleRow(): Promise<BenchRow> {
  const { gzipped } = await bundle(forBrowsers);
  return most('the kernel for a browser, gzip', gzipped / 1024, 'KB', 120);
}

/** What ships, cold, and one of its filters. */
function shippedRows(): BenchRow[] {
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
