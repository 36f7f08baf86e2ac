// Sheets as other programs write them, and files that mean harm: read rightly or refused by name, with nothing left on the disk.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { test } from '@japa/runner';
import { checkZip } from '../transfer/sheets/check_zip.ts';
import { sharedWorld } from './shared_world.ts';
import { step, uploadSheet } from './transfer_helpers.ts';

const PEOPLE = 'core.person';
const sheet = (name: string): Uint8Array => readFileSync(path.join(import.meta.dirname, 'sheets', name));
const create = { mode: 'create', key: null };

test.group('Sheets of other programs', () => {
  test('a workbook of LibreOffice: formulas by their values, dates of 1900 and 1904, lost digits and #N/A refused with a remedy', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const { body: view } = await uploadSheet(world, client, PEOPLE, sheet('people.xlsx'), 'people.xlsx');
    assert.deepEqual(view.headings.slice(0, 3), ['姓名', '工号', '所在机构']);
    const done = await step(client, PEOPLE, view, 'run', create);
    assert.deepEqual(done.view.counts, { created: 2, updated: 0, unchanged: 0, repeated: 0, bad: 2 });
    assert.deepEqual(
      done.view.faults.map(({ line, faults }) => [line, faults.map(({ path: at, code }) => `${at} ${code}`)]),
      [
        [4, ['post E_CELL_ERROR']],
        [5, ['staff_no E_EXCEL_NUMBER']],
      ],
    );
    const at = (no: string): string =>
      `/api/records/${PEOPLE}?filter=${encodeURIComponent(`record.staff_no == '${no}'`)}`;
    const [first] = ((await client.get(at('LO-101'))).body as { items: Record<string, unknown>[] }).items;
    assert.deepEqual([first!.name, first!.joined_on, first!.certificate_until], ['王䶮', '2024-02-29', '2031-01-04']);
    const later = await uploadSheet(world, client, PEOPLE, sheet('people_1904.xlsx'), 'people_1904.xlsx');
    await step(client, PEOPLE, later.body, 'run', create);
    const [second] = ((await client.get(at('LO-104'))).body as { items: Record<string, unknown>[] }).items;
    assert.equal(second!.joined_on, '2024-02-29');
    const merged = await uploadSheet(world, client, PEOPLE, sheet('merged.xlsx'), 'merged.xlsx');
    assert.deepEqual([merged.status, merged.body.code], [422, 'E_XLSX_MERGED']);
  });

  test('an export comes back as an import: what is equal is not written, and a mask is refused', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const { items } = (
      await client.get(`/api/records/${PEOPLE}?limit=1&filter=${encodeURIComponent("record.kind == 'civil'")}`)
    ).body as {
      items: { id: string; version: number }[];
    };
    await client.patch(
      `/api/records/${PEOPLE}/${items[0]!.id}`,
      { phone: '13812342046' },
      { 'If-Match': `"${items[0]!.version}"` },
    );
    for (const format of ['csv', 'xlsx']) {
      const columns = 'name,staff_no,org,kind,post,phone';
      const response = await fetch(
        `${world.url}/api/records/${PEOPLE}/export?format=${format}&columns=${columns}&filter=${encodeURIComponent("record.kind == 'civil'")}`,
        {
          headers: { Cookie: client.cookie },
        },
      );
      assert.equal(response.status, 200);
      const { body: view } = await uploadSheet(
        world,
        client,
        PEOPLE,
        new Uint8Array(await response.arrayBuffer()),
        `a.${format}`,
      );
      const key = view.keys.find(({ label }) => label === '工号')!.name;
      const phone = view.mapping.columns.indexOf('phone');
      const checked = await step(client, PEOPLE, view, 'check', {
        mode: 'update',
        key,
        columns: view.mapping.columns.map((name, i) => (i === phone ? null : name)),
      });
      assert.isAbove(checked.view.checked!.unchanged!, 3);
      assert.deepEqual(
        { ...checked.view.checked, unchanged: 0 },
        { created: 0, updated: 0, unchanged: 0, repeated: 0, bad: 0 },
        JSON.stringify(checked.view.faults),
      );
      const masked = await step(client, PEOPLE, view, 'check', { mode: 'update', key });
      assert.equal(masked.view.faults[0]?.faults[0]?.code, 'E_MASK_WRITTEN');
    }
  });

  test('templates of both kinds have every heading and can be filled in and imported', async ({ assert }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const csv = String((await client.get(`/api/records/${PEOPLE}/import/template`)).body);
    assert.match(csv, /^姓名\*,工号\*,/);
    const xlsx = await fetch(`${world.url}/api/records/${PEOPLE}/import/template?format=xlsx`, {
      headers: { Cookie: client.cookie },
    });
    const empty = await uploadSheet(world, client, PEOPLE, new Uint8Array(await xlsx.arrayBuffer()), 't.xlsx');
    assert.equal(empty.body.code, 'E_SHEET_EMPTY', 'the notes below the headings are no line');
    const filled = await uploadSheet(
      world,
      client,
      PEOPLE,
      `${csv.trimEnd()}\r\n模板一,T${Date.now()},CA-JB,协管员\r\n`,
    );
    const done = await step(client, PEOPLE, filled.body, 'run', create);
    assert.equal(done.view.counts!.created, 1, JSON.stringify(done.view.faults));
  });
});

test.group('Files that mean harm', () => {
  test('an upload of two gigabytes is refused before it is sent, an endless one at the limit, and nothing stays on the disk', async ({
    assert,
  }) => {
    const world = await sharedWorld();
    const client = await world.login('changan-admin');
    const work = path.join(world.running.services.environment.data, 'work', 'changan');
    const before = readdirSync(work).length;
    const send = (
      headers: Record<string, string>,
      megabytes: number,
    ): Promise<{ status: number; code: string; sent: number }> =>
      new Promise((resolve, reject) => {
        let sent = 0;
        const out = request(
          `${world.url}/api/records/${PEOPLE}/imports?name=big.csv`,
          { method: 'POST', headers: { Cookie: client.cookie, 'X-CSRF-Token': client.csrf, ...headers } },
          (answer) => {
            let text = '';
            answer.on('data', (chunk) => (text += String(chunk)));
            answer.on('end', () => {
              resolve({ status: answer.statusCode!, code: (JSON.parse(text) as { code: string }).code, sent });
              out.destroy();
            });
          },
        );
        out.on('error', (error) => (sent > 0 ? undefined : reject(error)));
        const chunk = Buffer.alloc(1024 * 1024, 'a,b,c\n');
        const more = (): void => {
          if (sent >= megabytes || out.destroyed) return;
          sent += 1;
          out.write(chunk, () => setImmediate(more));
        };
        more();
      });
    const early = await send({ 'Content-Length': String(2 * 1024 ** 3) }, 1);
    assert.deepEqual([early.status, early.code], [413, 'E_IMPORT_SIZE']);
    const late = await send({ 'Transfer-Encoding': 'chunked' }, 80);
    assert.deepEqual([late.status, late.code], [413, 'E_IMPORT_SIZE']);
    assert.equal(readdirSync(work).length, before);
    assert.equal((await client.get('/health/live')).status, 200);
  });

  test('a workbook cut short, one that says it is small and is not, and one full of zeros are refused by name', async ({
    assert,
  }) => {
    const place = path.join(os.tmpdir(), `zip_${process.pid}.xlsx`);
    const code = async (bytes: Uint8Array): Promise<string> => {
      writeFileSync(place, bytes);
      const fault = await checkZip(place).then(
        () => ({ code: 'ok' }),
        (error: { code: string }) => error,
      );
      return fault.code;
    };
    const whole = sheet('people.xlsx');
    assert.equal(await code(whole), 'ok');
    assert.equal(await code(whole.subarray(0, whole.length / 2)), 'E_XLSX_BROKEN');
    assert.equal(await code(Uint8Array.from(whole, (byte, i) => (i > 200 && i < 900 ? 0 : byte))), 'E_XLSX_BROKEN');
    // 120 MB of zeros as shared strings, which would be held in memory whole; the directory says ten bytes.
    assert.equal(
      await code(
        zipOf([
          ['[Content_Types].xml', Buffer.from('<x/>')],
          ['xl/sharedStrings.xml', Buffer.alloc(120 * 1024 * 1024)],
        ]),
      ),
      'E_XLSX_BOMB',
    );
    rmSync(place, { force: true });
  });
});

/** An archive whose directory lies about the sizes of its parts. */
function zipOf(parts: [string, Buffer][]): Uint8Array {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of parts) {
    const packed = deflateRawSync(bytes, { level: 1 });
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(10, 22);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(10, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    locals.push(local, Buffer.from(name), packed);
    entries.push(entry, Buffer.from(name));
    at += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}
