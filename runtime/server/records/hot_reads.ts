// A short way for the two requests that most of a day consists of: a page of records and one record. It goes by the same functions as
// the long way through the framework and answers only what went well. Whoever has no session in the cache, must change a password,
// asks for something else or is refused anything takes the long way, where every guard stands and every error is told: nothing was
// sent or written until then. What it leaves out is what a plain GET does not need: the body, the check for pages of other sites
// (that is for what changes something), and the framework's request and response.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sessionTokenOf } from '../identity/session_middleware.ts';
import { HEADERS } from '../start/headers.ts';
import type { Services } from '../start/services.ts';
import { deskOf } from './in_tenant.ts';
import { readsBelow } from './reach.ts';
import { listRecords, readRecord, type JsonText } from './read_record.ts';
import { sceneOf } from './scene.ts';

const PREFIX = '/api/records/';
const PATH = /^([a-z0-9_]+\.[a-z0-9_]+)(?:\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}))?$/;

const COMMON = [...HEADERS.flat(), 'Content-Type', 'application/json; charset=utf-8', 'Cache-Control', 'no-store'];

/** Puts the short way in front of the long one. */
export function hotReads(
  services: Services,
  theLongWay: (request: IncomingMessage, response: ServerResponse) => void,
): (request: IncomingMessage, response: ServerResponse) => void {
  // The access log is the framework's to write.
  if (services.environment.accessLog) return theLongWay;
  return (request, response) => {
    startRead(services, request).then(
      (json) => {
        if (!json) theLongWay(request, response);
        else if (!response.destroyed) send(request, response, json);
      },
      () => theLongWay(request, response),
    );
  };
}

/** Null for what is not to be answered here. */
async function startRead(
  services: Services,
  request: IncomingMessage,
): Promise<(JsonText & { version?: string }) | null> {
  const url = request.url ?? '';
  if (request.method !== 'GET' || !url.startsWith(PREFIX)) return null;
  const mark = url.indexOf('?');
  const path = PATH.exec(url.slice(PREFIX.length, mark < 0 ? undefined : mark));
  if (!path) return null;
  // A program's token is looked up by the long way.
  if (request.headers.authorization !== undefined) return null;
  const token = sessionTokenOf(request);
  const session = token ? services.sessions.recall(token) : null;
  if (!session || session.mustChange) return null;
  const state = services.tenants.known(session.tenant);
  const { model_rev, access_rev } = session.actor.tenant;
  if (!state || state.model_rev !== model_rev || state.access_rev !== access_rev) return null;
  if (readsBelow(state, session.actor.roles)) return null;
  services.limits.take(session.actor.user);
  // Reading leaves no trace with an address in it.
  const scene = sceneOf({ ...session.actor, ip: '' }, state);
  const search = mark < 0 ? '' : url.slice(mark + 1);
  const [, entity, id] = path;
  const desk = deskOf(services);
  return id ? readRecord(desk, scene, entity!, id, search) : listRecords(desk, scene, entity!, search);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { latin1, version }: JsonText & { version?: string },
): void {
  const headers = [...COMMON];
  if (version !== undefined) {
    const etag = `"${version}"`;
    headers.push('ETag', etag);
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end();
      return;
    }
  }
  headers.push('Content-Length', String(latin1.length));
  response.writeHead(200, headers);
  response.end(latin1, 'latin1');
}
