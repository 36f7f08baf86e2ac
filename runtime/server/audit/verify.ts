// Computes every seal of the audit anew, here and not in the database, and compares with the rows, with the chain and with the heads that
// were written outside. Says which bureau, which seal and which rows.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { withClient } from '../database/roles.ts';
import type { Head, HeadFiles } from './heads.ts';

export interface AuditFault {
  code: 'E_AUDIT_ALTERED' | 'E_AUDIT_MISSING' | 'E_AUDIT_ADDED' | 'E_AUDIT_SEAL' | 'E_AUDIT_CHAIN' | 'E_AUDIT_HEAD';
  tenant: string;
  /** Number of the seal. */
  seal: number;
  /** seq of the rows, at most a hundred. */
  rows: string[];
  message: string;
}

export interface AuditReport {
  tenants: { name: string; seals: number; rows: number; unsealed: number }[];
  /** Heads outside that were compared. */
  heads: number;
  faults: AuditFault[];
}

interface Seal {
  n: string;
  at: string;
  since: string;
  below: string;
  rows: string;
  seqs: string[];
  leaves: Buffer;
  root: Buffer;
  previous: Buffer;
  hash: Buffer;
}

const NAMED = 100;
const START = Buffer.alloc(32);

/**
 * @param appUrl address of the app's role: what it may not alter it can still prove
 * @param only name of one bureau
 * @throws Error when there is no such bureau
 */
export async function verifyAudit(appUrl: string, files: HeadFiles, only?: string): Promise<AuditReport> {
  const report: AuditReport = { tenants: [], heads: 0, faults: [] };
  // Before the rows: a server that runs meanwhile goes on sealing, and a head must never be newer than what it is compared with.
  const heads: Head[] = [];
  for await (const head of files.read()) if (!only || head.tenant === only) heads.push(head);
  await withClient(appUrl, async (client) => {
    await client.query(`set timezone = 'UTC'`);
    const { rows: tenants } = await client.query<{ id: number; name: string }>(
      'select id, name from platform.tenant where $1::text is null or name = $1 order by id',
      [only ?? null],
    );
    if (only && tenants.length === 0) throw new Error(`there is no bureau "${only}"`);
    const hashes = new Map<string, Map<number, string>>();
    for (const tenant of tenants) {
      await client.query('begin isolation level repeatable read read only');
      await client.query(`select set_config('app.tenant', $1, true)`, [String(tenant.id)]);
      hashes.set(tenant.name, await verifyTenant(client, tenant, report));
      await client.query('commit');
    }
    compareHeads(heads, hashes, report);
  });
  return report;
}

async function verifyTenant(
  client: pg.Client,
  tenant: { id: number; name: string },
  report: AuditReport,
): Promise<Map<number, string>> {
  const hashes = new Map<number, string>();
  const total = { name: tenant.name, seals: 0, rows: 0, unsealed: 0 };
  const fault = (code: AuditFault['code'], seal: number, rows: string[], message: string): void => {
    report.faults.push({ code, tenant: tenant.name, seal, rows: rows.slice(0, NAMED), message });
  };
  let last: Seal | null = null;
  for (;;) {
    const seal: Seal | null = await nextSeal(client, tenant.id, last);
    if (!seal) break;
    const n = Number(seal.n);
    hashes.set(n, seal.hash.toString('hex'));
    checkLink(tenant.id, seal, last, (code, message) => fault(code, n, [], message));
    const found = await leavesBetween(client, tenant.id, seal.since, seal.below);
    compareRows(seal, found, (code, rows, message) => fault(code, n, rows, message));
    total.seals += 1;
    total.rows += found.size;
    last = seal;
  }
  const open = await client.query<{ n: string; early: string[] }>(
    `select count(*)::text as n,
       coalesce(array_agg(seq::text) filter (where xid >= pg_snapshot_xmax(pg_current_snapshot())), '{}') as early
     from platform.audit where tenant_id = $1 and xid >= $2::xid8`,
    [tenant.id, last?.below ?? '0'],
  );
  const { n, early } = open.rows[0]!;
  total.unsealed = Number(n);
  if (early.length > 0)
    fault('E_AUDIT_ADDED', 0, early, `${early.length} rows are of a transaction that was never begun`);
  report.tenants.push(total);
  return hashes;
}

async function nextSeal(client: pg.Client, tenant: number, last: Seal | null): Promise<Seal | null> {
  const { rows } = await client.query<Seal>(
    `select n::text, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, since::text, below::text, rows::text, seqs::text[], leaves, root, previous, hash
     from platform.audit_seal s where s.tenant_id = $1 and s.n > $2 order by s.n limit 1`,
    [tenant, last?.n ?? '0'],
  );
  return rows[0] ?? null;
}

function checkLink(
  tenant: number,
  seal: Seal,
  last: Seal | null,
  fault: (code: 'E_AUDIT_SEAL' | 'E_AUDIT_CHAIN', message: string) => void,
): void {
  const leaves = Array.from({ length: seal.leaves.length / 32 }, (_, i) => seal.leaves.subarray(i * 32, i * 32 + 32));
  const said = [tenant, seal.n, seal.at, seal.since, seal.below, seal.rows, hex(seal.root), hex(seal.previous)];
  const hash = sha256(Buffer.from(['shijian.seal.1', ...said].join('|')));
  if (
    !merkleRoot(leaves).equals(seal.root) ||
    leaves.length !== Number(seal.rows) ||
    seal.seqs.length !== leaves.length
  )
    fault('E_AUDIT_SEAL', 'the list of rows in the seal was altered');
  if (!hash.equals(seal.hash)) fault('E_AUDIT_SEAL', 'the seal was altered');
  if (Number(seal.n) !== Number(last?.n ?? 0) + 1)
    fault('E_AUDIT_CHAIN', `the seal before it is missing: ${last?.n ?? 'the first'} is followed by ${seal.n}`);
  else if (!seal.previous.equals(last?.hash ?? START) || seal.since !== (last?.below ?? '0'))
    fault('E_AUDIT_CHAIN', 'it does not follow from the seal before it');
}

/** seq → leaf of every row of these transactions, in order. */
async function leavesBetween(
  client: pg.Client,
  tenant: number,
  since: string,
  below: string,
): Promise<Map<string, Buffer>> {
  const { rows } = await client.query<{ seq: string; line: string }>(
    `select a.seq::text, platform.audit_line(a) as line from platform.audit a
     where a.tenant_id = $1 and a.xid >= $2::xid8 and a.xid < $3::xid8 order by a.xid, a.seq`,
    [tenant, since, below],
  );
  return new Map(rows.map(({ seq, line }) => [seq, sha256(Buffer.concat([Buffer.of(0), Buffer.from(line)]))]));
}

function compareRows(
  seal: Seal,
  found: Map<string, Buffer>,
  fault: (code: 'E_AUDIT_ALTERED' | 'E_AUDIT_MISSING' | 'E_AUDIT_ADDED', rows: string[], message: string) => void,
): void {
  const sealed = new Map(seal.seqs.map((seq, i) => [seq, seal.leaves.subarray(i * 32, i * 32 + 32)]));
  const missing = [...sealed.keys()].filter((seq) => !found.has(seq));
  const added = [...found.keys()].filter((seq) => !sealed.has(seq));
  const altered = [...found]
    .filter(([seq, leaf]) => sealed.has(seq) && !sealed.get(seq)!.equals(leaf))
    .map(([seq]) => seq);
  if (altered.length > 0)
    fault('E_AUDIT_ALTERED', altered, `${altered.length} rows say something else than when they were sealed`);
  if (missing.length > 0) fault('E_AUDIT_MISSING', missing, `${missing.length} sealed rows are gone`);
  if (added.length > 0) fault('E_AUDIT_ADDED', added, `${added.length} rows were added after the seal`);
}

function compareHeads(heads: readonly Head[], hashes: Map<string, Map<number, string>>, report: AuditReport): void {
  for (const head of heads) {
    report.heads += 1;
    const hash = hashes.get(head.tenant)?.get(head.n);
    if (hash === head.hash) continue;
    const message = hash
      ? 'the seal is another one than the head kept outside'
      : 'the head kept outside has no seal any more';
    report.faults.push({ code: 'E_AUDIT_HEAD', tenant: head.tenant, seal: head.n, rows: [], message });
  }
}

/** As platform.merkle_root() makes it. */
function merkleRoot(leaves: readonly Buffer[]): Buffer {
  let level = [...leaves];
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2)
      above.push(sha256(Buffer.concat([Buffer.of(1), level[i]!, level[i + 1] ?? Buffer.alloc(0)])));
    level = above;
  }
  return level[0] ?? Buffer.alloc(0);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex');
}
