// The ceiling: what a careful programmer writes by hand with node:http and pg for one entity. Same visible columns of the same
// rows, tenant and station as constants of the statement, prepared, rows through JSON.stringify. No rights, no audit, no checks.
import http from 'node:http';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

const [, , url, tenantText, station] = process.argv as [string, string, string, string, string];
const tenant = Number(tenantText);
const pools = {
  auto: new pg.Pool({ connectionString: url, max: 10 }),
  generic: new pg.Pool({ connectionString: url, max: 10, options: '-c plan_cache_mode=force_generic_plan' }),
};
// The database stops with the bench; an idle connection that notices is nobody's fault.
for (const pool of Object.values(pools)) pool.on('error', () => {});
// What a hand-written API does: dates as written, numbers as text.
pg.types.setTypeParser(1082, (text) => text);

const COLUMNS = `o.id, o.version, o.created_at, o.updated_at, o.subject, o.licence_no, o.category, o.risk, o.issued_on, o.valid_until, o.station,
  left(o.manager, 1) || '**' as manager, left(o.phone, 3) || '****' || right(o.phone, 4) as phone, o.valid_until < current_date as expired,
  s.name as subject_name, g.name as station_name`;
const STATION = `g.id as g_id, g.name as g_name, g.code as g_code, g.kind as g_kind, g.parent as g_parent, g.region as g_region, g.duties as g_duties,
  g.phone as g_phone, g.address as g_address, g.closed_on as g_closed_on`;
const FROM = `records.food_operator o left join records.market_subject s on s.tenant_id = o.tenant_id and s.id = o.subject
  left join records.core_org g on g.tenant_id = o.tenant_id and g.id = o.station`;

const server = http.createServer((request, response) => {
  answer(request).then(
    ({ status, body }) => {
      const text = JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    },
    (error: Error) => {
      response.writeHead(500);
      response.end(error.message);
    },
  );
});

async function answer(request: http.IncomingMessage): Promise<{ status: number; body: unknown }> {
  if (request.method === 'POST') return create(JSON.parse(await bodyOf(request)) as Record<string, unknown>);
  const whole = request.url ?? '/';
  if (request.method === 'PATCH')
    return update(whole.slice(8), JSON.parse(await bodyOf(request)) as Record<string, unknown>);
  const generic = whole.startsWith('/generic/');
  const pool = generic ? pools.generic : pools.auto;
  const path = generic ? whole.slice(8) : whole;
  if (path.startsWith('/get/')) {
    const { rows } = await pool.query({
      name: 'get',
      text: `select ${COLUMNS} from ${FROM} where o.tenant_id = $1 and o.id = $2 and o.station = $3 and o.deleted_at is null`,
      values: [tenant, path.slice(5), station],
    });
    return rows[0] ? { status: 200, body: rows[0] } : { status: 404, body: {} };
  }
  if (path.startsWith('/count/')) {
    const exact = path.endsWith('exact');
    const matching = 'from records.market_subject where tenant_id = $1 and deleted_at is null';
    const { rows } = await pool.query({
      name: path,
      text: exact
        ? `select count(*) as n ${matching}`
        : `select count(*) as n from (select 1 ${matching} limit 10001) c`,
      values: [tenant],
    });
    return { status: 200, body: rows[0] };
  }
  const { rows } = await pool.query({
    name: 'list',
    text: `select ${COLUMNS}, ${STATION} from ${FROM} where o.tenant_id = $1 and o.station = $2 and o.risk = any ($3) and o.deleted_at is null
           order by o.valid_until, o.id limit 21`,
    values: [tenant, station, ['C', 'D']],
  });
  return { status: 200, body: { items: rows.slice(0, 20) } };
}

async function update(id: string, body: Record<string, unknown>): Promise<{ status: number; body: unknown }> {
  const { rows } = await pools.auto.query({
    name: 'update',
    text: `update records.food_operator set remark = $3, version = version + 1, updated_at = now()
           where tenant_id = $1 and id = $2 and version = $4 and deleted_at is null
           returning id, version, subject, licence_no, category, risk, issued_on, valid_until, station, remark, updated_at`,
    values: [tenant, id, body.remark, body.version],
  });
  return rows[0] ? { status: 200, body: rows[0] } : { status: 412, body: {} };
}

async function create(body: Record<string, unknown>): Promise<{ status: number; body: unknown }> {
  const { rows } = await pools.auto.query({
    name: 'create',
    text: `insert into records.core_person (tenant_id, id, rev, name, org, kind, post, search_text)
           values ($1, $2, 1, $3, $4, $5, $6, $3) returning id, version, name, org, kind, post, created_at`,
    values: [tenant, randomUUID(), body.name, body.org, body.kind, body.post],
  });
  return { status: 201, body: rows[0] };
}

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`ready ${typeof address === 'object' && address ? address.port : 0}\n`);
});
process.on('SIGTERM', () => {
  server.close();
  void Promise.all(Object.values(pools).map((pool) => pool.end())).then(() => process.exit(0));
});
