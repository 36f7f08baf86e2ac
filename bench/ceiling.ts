// The ceiling: what a careful programmer writes by hand with node:http and pg for one entity. Same visible columns of the same
// rows, tenant and station as constants of the statement, prepared, rows through JSON.stringify. No rights, no audit, no checks.
import http from 'node:http';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

const [, , url, tenantText, station] = process.argv as [string, string, string, string, string];
const tenant = Number(tenantText);
const pool = new pg.Pool({ connectionString: url, max: 10 });
// The database stops with the bench; an idle connection that notices is nobody's fault.
pool.on('error', () => {});
// What a hand-written API does: dates as written, numbers as text.
pg.types.setTypeParser(1082, (text) => text);

const COLUMNS = `o.id, o.version, o.created_at, o.updated_at, o.subject, o.licence_no, o.category, o.risk, o.issued_on, o.valid_until, o.station,
  left(o.manager, 1) || '**' as manager, left(o.phone, 3) || '****' || right(o.phone, 4) as phone, o.valid_until < current_date as expired,
  s.name as subject_name, g.name as station_name`;
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
  const path = request.url ?? '/';
  if (path.startsWith('/get/')) {
    const { rows } = await pool.query({
      name: 'get',
      text: `select ${COLUMNS} from ${FROM} where o.tenant_id = $1 and o.id = $2 and o.station = $3 and o.deleted_at is null`,
      values: [tenant, path.slice(5), station],
    });
    return rows[0] ? { status: 200, body: rows[0] } : { status: 404, body: {} };
  }
  const { rows } = await pool.query({
    name: 'list',
    text: `select ${COLUMNS} from ${FROM} where o.tenant_id = $1 and o.station = $2 and o.risk = any ($3) and o.deleted_at is null
           order by o.valid_until, o.id limit 21`,
    values: [tenant, station, ['C', 'D']],
  });
  return { status: 200, body: { items: rows.slice(0, 20) } };
}

async function create(body: Record<string, unknown>): Promise<{ status: number; body: unknown }> {
  const { rows } = await pool.query({
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
  void pool.end().then(() => process.exit(0));
});
