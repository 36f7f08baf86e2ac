import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from '@japa/runner';
import { keepRunning } from '../keep_running.ts';
import { killApplies } from './kill/kill_applies.ts';
import { killRun } from './kill/kill_run.ts';

test.group('Killed under load', () => {
  test('nf-001: server and database killed at random: nothing acknowledged is lost, nothing is half done, and it is back by itself', async ({
    assert,
  }) => {
    const report = await killRun({ kills: 3, writers: 4, random: Math.random });
    assert.deepEqual(report.faults, []);
    assert.isAbove(report.acknowledged, 10);
    assert.isAbove(report.repeated, 0, 'no request was under way at any kill');
    assert.isAbove(report.audited, 10);
  }).timeout(300_000);

  test('killed in the middle of a publication, server or database: the bureau is at the old revision or the new one, usable, and the publication is finished', async ({
    assert,
  }) => {
    const report = await killApplies({ kills: 2, random: Math.random });
    assert.deepEqual(report.faults, []);
    assert.equal(report.old + report.moved, 2);
  }).timeout(400_000);

  test('a server that never came up is not started again, and one that was up and crashed is', async ({ assert }) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'shijian-keep-'));
    try {
      const file = path.join(folder, 'server.mjs');
      writeFileSync(file, 'process.exit(3)');
      const never = keepRunning(file, { quiet: true });
      assert.equal(await never.ended, 3);
      assert.equal(never.restarts(), 0);
      writeFileSync(
        file,
        `process.send('ready'); setInterval(() => {}, 1000); process.on('SIGTERM', () => process.exit(0))`,
      );
      const up = keepRunning(file, { quiet: true });
      while (!up.pid()) await new Promise((wake) => setTimeout(wake, 10));
      await new Promise((wake) => setTimeout(wake, 1_000));
      process.kill(up.pid()!, 'SIGKILL');
      for (let i = 0; i < 300 && up.restarts() === 0; i += 1) await new Promise((wake) => setTimeout(wake, 20));
      assert.equal(up.restarts(), 1);
      await up.stop();
      assert.equal(await up.ended, 0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
