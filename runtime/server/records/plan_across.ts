// Statements over several bureaus: the first rows of each by LATERAL, one UNION ALL branch for all bureaus whose rows are kept
// alike, and fields and refs only of the rows that are left. What a branch may show is its window's to say.
import type { Access } from './access.ts';
import { columnsNamed } from './columns.ts';
import { gateOf, quote } from './names.ts';
import { COUNT_CAP, matching, pageOf, type ListShape } from './plan_list.ts';
import { bodyJson, type Projection } from './project.ts';
import { reachArg, type Reach } from './reach.ts';
import type { Plan, SqlBuilder } from './sql_builder.ts';

/** A part of a statement: the actor's own bureau (`ids` null), or a branch. */
export interface Part {
  access: Access;
  /** SQL of the branch's bureaus. */
  ids: string | null;
  /** The builder for rows whose bureau is this SQL. */
  at(tenant: string): SqlBuilder;
}

/** Statement of a page over a reach: `body`, `id`, `k0`… as planList gives them. */
export function planListAcross(builder: SqlBuilder, own: ListShape, reach: Reach): Plan {
  const parts = partsOf(builder, own.access, reach);
  const body = bodyOf(parts, own.projection);
  const handed = handedOn(parts, `${body} p.id`);
  const pages = parts.map((part) => {
    const shape = { ...own, access: part.access };
    if (part.ids === null) return pageOf(builder, shape, handed);
    const home = builder.fresh();
    const page = pageOf(part.at(`${home}.id`), shape, handed);
    return { ...page, rows: `select x.* from unnest(${part.ids}) ${home}(id) cross join lateral (${page.rows}) x` };
  });
  const [{ order, keys }] = pages as [(typeof pages)[number]];
  const all = pages.map(({ rows }, i) => `(select ${i} as _part, x.* from (${rows}) x)`).join(' union all ');
  return builder.plan(
    `select ${body} as body, p.id::text as id${keys}
     from (select * from (${all}) p order by ${order('p')} limit ${builder.arg('limit', 'int4')}) p order by ${order('p')}`,
  );
}

/** Statement of a total over a reach: `n`, and for a search whether some bureau had more candidates than it looks at. */
export function planCountAcross(builder: SqlBuilder, own: ListShape, reach: Reach, capped: boolean): Plan {
  const searched = own.words.length > 0;
  const one = searched ? 'count(*) as n' : '1';
  const rows = partsOf(builder, own.access, reach).map((part) => {
    const shape = { ...own, access: part.access };
    if (part.ids === null) return `(select ${one} ${matching(builder, shape)})`;
    const home = builder.fresh();
    return `(select x.* from unnest(${part.ids}) ${home}(id) cross join lateral (select ${one} ${matching(part.at(`${home}.id`), shape)}) x)`;
  });
  const all = rows.join(' union all ');
  if (searched) {
    return builder.plan(
      `select sum(c.n)::text as n, bool_or(c.n >= ${builder.constant(own.candidates ?? 0, 'int8')})::text as more from (${all}) c(n)`,
    );
  }
  return builder.plan(
    capped
      ? `select count(*)::text as n from (select 1 from (${all}) r limit ${COUNT_CAP + 1}) c`
      : `select count(*)::text as n from (${all}) c`,
  );
}

/**
 * Statement of one record within a reach: `body`, `version`, `tenant`.
 * @param where conditions of the row `t` for a part, without that of its bureau
 */
export function planGetAcross(
  builder: SqlBuilder,
  access: Access,
  reach: Reach,
  projection: Projection,
  where: (builder: SqlBuilder, access: Access, own: boolean) => string,
): Plan {
  const parts = partsOf(builder, access, reach);
  const body = bodyOf(parts, projection);
  const handed = handedOn(parts, `${body} p.version p.tenant_id`)
    .map((name) => `t.${quote(name)}`)
    .join(', ');
  const rows = parts.map((part, i) => {
    const own = part.ids === null;
    const condition = where(part.at('t.tenant_id'), part.access, own);
    // The gate shows the whole reach here: each part says by itself which bureaus are its own.
    const bureau = own ? `t.tenant_id = ${builder.tenantId}` : `t.tenant_id = any (${part.ids})`;
    return `(select ${i} as _part, ${handed} from ${gateOf(access.entity.name)} t where ${bureau} and ${condition})`;
  });
  return builder.plan(
    `select ${body} as body, p.version::text as version, p.tenant_id::text as tenant from (${rows.join(' union all ')}) p`,
  );
}

/** The parts of a reach, the actor's own bureau first. */
export function partsOf(builder: SqlBuilder, access: Access, reach: Reach): Part[] {
  const own: Part = { access, ids: null, at: () => builder };
  const below = reach.branches.map((branch, i): Part => ({
    access: branch.access,
    ids: builder.arg(reachArg(i), 'int4[]'),
    at: (tenant) => builder.window(branch.state, tenant),
  }));
  return reach.own ? [own, ...below] : below;
}

/** A record's JSON by the part that its row `p` came from, with the rows behind its refs. */
function bodyOf(parts: readonly Part[], projection: Projection): string {
  const bodies = parts.map(({ access, at }, i) => {
    const builder = at('p.tenant_id');
    const body = bodyJson(builder, access, 'p', projection);
    return `when ${i} then (select ${body} from (select) one${builder.joins(body)})`;
  });
  return `case p._part ${bodies.join(' ')} end`;
}

/** Columns that some part names on the row `p`: every branch hands on the same. */
function handedOn(parts: readonly Part[], text: string): string[] {
  const named = new Set(
    parts.flatMap(({ access, at }) => columnsNamed(at('').state.columns.get(access.entity.name)!, 'p', text)),
  );
  return [...named].sort();
}
