// A short way for the requests that most of a day consists of: a page of records, one record, and saving one. It goes by the same
// functions as the long way through the framework and answers only what went well. Whoever has no session in the cache, must change
// a password, asks for something else or is refused anything takes the long way, where every guard stands and every error is told:
// a write that failed is not tried again there, nor a read that took too long: they fail again with what they failed with. What is left out is what these requests do
// not need: the framework's request and response, cookies, query parser and middleware.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isDatabaseError, QUERY_CANCELLED } from '../database/client.ts';
import { isMeant, sessionTokenOf } from '../identity/session_middleware.ts';
import type { Session } from '../identity/sessions.ts';
import type { TenantState } from '../revisions/tenants.ts';
import { HEADERS } from '../start/headers.ts';
import type { Services } from '../start/services.ts';
import { isJsonType, parseJson } from '../web/json_body.ts';
import { addressOf } from '../web/proxies.ts';
import { keepBytes, readBytes } from '../web/read_bytes.ts';
import { deskOf } from './in_tenant.ts';
import { readsBelow } from './reach.ts';
import { listRecords, readRecord } from './read_record.ts';
import { sceneOf, type Scene } from './scene.ts';
import { createRecord, updateRecord } from './write_record.ts';
import { idempotencyKeyOf, versionOf } from './write_headers.ts';

const PREFIX = '/api/records/';
const PATH = /^([a-z0-9_]+\.[a-z0-9_]+)(?:\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}))?$/;
/** A larger body is read by the long way. */
const LARGEST_BODY = 64 * 1024;

const COMMON = [...HEADERS.flat(), 'Content-Type', 'application/json; charset=utf-8', 'Cache-Control', 'no-store'];

interface Asked {
  entity: string;
  id: string | undefined;
  /** Query string without its question mark. */
  search: string;
}

interface Answered {
  status: number;
  /** Headers beside the common ones, name and value in turn. */
  headers: string[];
  text: string;
  encoding: 'latin1' | 'utf8';
}

/** Puts the short way in front of the long one. */
export function shortWay(
  services: Services,
  theLongWay: (request: IncomingMessage, response: ServerResponse) => void,
): (request: IncomingMessage, response: ServerResponse) => void {
  // The access log is the framework's to write.
  if (services.environment.accessLog) return theLongWay;
  return (request, response) => {
    start(services, request).then(
      (answered) => {
        if (!answered) theLongWay(request, response);
        else if (!response.destroyed) send(response, answered);
      },
      () => theLongWay(request, response),
    );
  };
}

const failures = new WeakMap<IncomingMessage, unknown>();

/**
 * Called by the long way before it reads or writes.
 * @throws what the short way failed with, once: whether it counts is judged there as of any other
 */
export function failAgain(request: IncomingMessage): void {
  if (!failures.has(request)) return;
  const error = failures.get(request);
  failures.delete(request);
  throw error;
}

/** Null for what is not to be answered here. */
async function start(services: Services, request: IncomingMessage): Promise<Answered | null> {
  const url = request.url ?? '';
  if (!url.startsWith(PREFIX)) return null;
  const mark = url.indexOf('?');
  const path = PATH.exec(url.slice(PREFIX.length, mark < 0 ? undefined : mark));
  if (!path) return null;
  const asked = { entity: path[1]!, id: path[2], search: mark < 0 ? '' : url.slice(mark + 1) };
  if (request.method === 'GET')
    return read(services, request, asked).catch((error: unknown) => tooSlow(request, error));
  return request.method === (asked.id ? 'PATCH' : 'POST') ? write(services, request, asked) : null;
}

async function read(services: Services, request: IncomingMessage, asked: Asked): Promise<Answered | null> {
  const known = recall(services, request);
  if (!known) return null;
  services.limits.take(known.session.actor.user);
  // Reading leaves no trace with an address in it.
  const scene = sceneOf({ ...known.session.actor, ip: '' }, known.state);
  const { entity, id, search } = asked;
  const desk = deskOf(services);
  if (!id) {
    const { latin1 } = await listRecords(desk, scene, entity, search);
    return { status: 200, headers: [], text: latin1, encoding: 'latin1' };
  }
  const { latin1, version } = await readRecord(desk, scene, entity, id, search);
  const etag = `"${version}"`;
  const same = request.headers['if-none-match'] === etag;
  return { status: same ? 304 : 200, headers: ['ETag', etag], text: same ? '' : latin1, encoding: 'latin1' };
}

/** Tried again it would take as long again, and hold a connection meanwhile. */
function tooSlow(request: IncomingMessage, error: unknown): never {
  if (isDatabaseError(error) && error.code === QUERY_CANCELLED) failures.set(request, error);
  throw error;
}

async function write(services: Services, request: IncomingMessage, asked: Asked): Promise<Answered | null> {
  const known = recall(services, request);
  const { headers } = request;
  const length = Number(headers['content-length']);
  // What says no length has another transfer encoding or no body at all.
  if (!known || !(length <= LARGEST_BODY) || !isJsonType(headers['content-type'])) return null;
  if (!isMeant(request, known.session)) return null;
  const bytes = await readBytes(request, LARGEST_BODY, () => new Error('a body longer than it said'));
  keepBytes(request, bytes);
  const body = parseJson(bytes);
  const ip = addressOf(request, services.environment.proxies);
  const scene = sceneOf({ ...known.session.actor, ip }, known.state);
  const save = writer(services, scene, request, asked, body);
  services.limits.take(known.session.actor.user);
  try {
    return await save();
  } catch (error) {
    failures.set(request, error);
    throw error;
  }
}

function writer(
  services: Services,
  scene: Scene,
  { headers }: IncomingMessage,
  { entity, id, search }: Asked,
  body: unknown,
): () => Promise<Answered> {
  const desk = deskOf(services);
  if (!id) {
    const key = idempotencyKeyOf(headers['idempotency-key']);
    return async () => {
      const made = await createRecord(desk, scene, entity, body, key, search);
      const told = ['ETag', `"${made.version}"`, 'Location', `${PREFIX}${entity}/${made.id}`];
      return { status: made.replayed ? 200 : 201, headers: told, text: made.body, encoding: 'utf8' };
    };
  }
  const version = versionOf(headers['if-match']);
  return async () => {
    const written = await updateRecord(desk, scene, entity, id, version, body, search);
    return { status: 200, headers: ['ETag', `"${written.version}"`], text: written.body, encoding: 'utf8' };
  };
}

/** Whose session it is and the bureau as it counts now; null where either has to be looked up, or more has to be asked. */
function recall(services: Services, request: IncomingMessage): { session: Session; state: TenantState } | null {
  // A program's token is looked up by the long way.
  if (request.headers.authorization !== undefined) return null;
  const token = sessionTokenOf(request);
  const session = token ? services.sessions.recall(token) : null;
  if (!session || session.mustChange) return null;
  const state = services.tenants.known(session.tenant);
  const { model_rev, access_rev } = session.actor.tenant;
  if (!state || state.model_rev !== model_rev || state.access_rev !== access_rev) return null;
  return readsBelow(state, session.actor.roles) ? null : { session, state };
}

function send(response: ServerResponse, { status, headers, text, encoding }: Answered): void {
  const length = status === 304 ? [] : ['Content-Length', String(Buffer.byteLength(text, encoding))];
  response.writeHead(status, [...COMMON, ...headers, ...length]);
  response.end(text, encoding);
}
