// Thousands of bureaus on the same packages, each with an own manifest and an own field: what an idle one costs the server's memory,
// whether statements are shared, and whether a bureau that publishes touches anybody else.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import pg from 'pg';
import { textHash } from '@shijian/server/revisions/revision_files';
import type { BenchRow } from './run.ts';

/** What the process that holds them says. */
export interface BureauFigures {
  /** Kilobytes of live heap and of buffers beside it, for a bureau that nobody works in. */
  each: number;
  /** The same for one that was just worked in, in a process that has room for all of them. */
  inUse: number;
  /** Milliseconds until one of them is ready for its first request. */
  first: number;
  /** Different texts of statements after all of one shape were run for one bureau, and for many. */
  shapes: [one: number, many: number];
  /** Bureaus whose model or plans were made again because another one published. */
  touched: number;
}

const PATTERN = 'luquan';
const plain = { ceiling: null, ratio: null, spread: null };

/** @param superuser address of the database, to write bureaus that nobody applied; @param app that of the server's role */
export async function bureauRows(
  { superuser, app, data }: { superuser: string; app: string; data: string },
  many: number,
  say: (line: string) => void,
): Promise<BenchRow[]> {
  say(`${many} bureaus`);
  await makeBureaus(superuser, many);
  const child = path.join(import.meta.dirname, 'bureaus_held.ts');
  const found = JSON.parse(
    execFileSync(process.execPath, ['--expose-gc', child, app, data], { encoding: 'utf8', maxBuffer: 1 << 26 }),
  ) as BureauFigures;
  const [one, all] = found.shapes;
  return [
    row(`memory of an idle bureau, of ${many} on the same packages`, found.each, 'KB', 50),
    row('the same while somebody works in it', found.inUse, 'KB', null),
    row('a bureau is ready for its first request', found.first, 'ms', null),
    row(`statement texts of ${many} bureaus beyond those of one`, all - one, 'texts', 0),
    row(`of ${many} bureaus, made anew because one published`, found.touched, 'bureaus', 0),
  ];
}

function row(name: string, value: number, unit: string, goal: number | null): BenchRow {
  return { ...plain, name, value: Math.round(value * 10) / 10, unit, goal, ok: goal === null || value <= goal };
}

/** Rows as apply would write them, without applying each: their documents are those of a bureau that is there, and a field more. */
async function makeBureaus(superuser: string, many: number): Promise<void> {
  const client = new pg.Client({ connectionString: superuser });
  await client.connect();
  try {
    const { rows } = await client.query<{ parent: number; above: number[]; files: File[]; text: string; at: string }>(
      `select t.parent, t.above[1:1] as above, r.files, s.text, f.file ->> 'path' as at
       from platform.tenant t join platform.revision r on r.tenant_id = t.id and r.rev = t.model_rev
       cross join lateral jsonb_array_elements(r.files) f(file)
       join platform.source s on s.hash = f.file ->> 'hash'
       where t.name = $1 and f.file ->> 'path' like '%/tenant.yaml'`,
      [PATTERN],
    );
    const [pattern] = rows;
    if (!pattern) throw new Error(`there is no bureau ${PATTERN}`);
    const shared = pattern.files.filter(({ kind }) => kind === 'package');
    const made = Array.from({ length: many }, (_, i) => {
      const name = `idle${String(i).padStart(5, '0')}`;
      const texts = {
        [`tenants/${name}/tenant.yaml`]: pattern.text.replace(/^name: .*$/m, `name: ${name}`),
        [`tenants/${name}/patches/operator.yaml`]: patchOf(name, i),
      };
      const own = Object.entries(texts).map(([at, text]) => ({ at, text, hash: textHash(text) }));
      const files = [...shared, ...own.map(({ at, hash }) => ({ package: name, kind: 'tenant', path: at, hash }))];
      return { name, own, files: JSON.stringify(files), hash: textHash(files.map((file) => file.hash).join()) };
    });
    const texts = made.flatMap(({ own }) => own);
    await client.query('begin');
    await client.query(
      'insert into platform.source (hash, text) select distinct on (hash) hash, text from unnest($1::text[], $2::text[]) as t(hash, text) on conflict do nothing',
      [texts.map(({ hash }) => hash), texts.map(({ text }) => text)],
    );
    await client.query(
      `with made as (
         insert into platform.tenant (name, label, parent, above, model_rev) select name, name, $2, $3, 1 from unnest($1::text[]) name
         on conflict do nothing returning id, name)
       insert into platform.revision (tenant_id, rev, hash, files, edition, by_name)
       select m.id, 1, n.hash, n.files::jsonb, current_date, 'bench' from made m
       join unnest($1::text[], $4::text[], $5::text[]) as n(name, files, hash) on n.name = m.name`,
      [
        made.map(({ name }) => name),
        pattern.parent,
        pattern.above,
        made.map(({ files }) => files),
        made.map(({ hash }) => hash),
      ],
    );
    await client.query('update platform.tenant set above = above || id where model_rev = 1 and name like $1', [
      'idle%',
    ]);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

interface File {
  package: string;
  kind: string;
  path: string;
  hash: string;
}

/** A field of its own, as most bureaus have one. */
const patchOf = (name: string, i: number): string =>
  `kind: Patch\nof: Entity food.operator\nbase: food@1.2.0\nset:\n  fields.x_own_${i % 7}: { type: string, label: ${name}自定 }\n`;
