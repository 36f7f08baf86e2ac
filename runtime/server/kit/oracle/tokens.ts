// Programs of some people: each with a token of its owner, who is then asked as twice, as himself and as what the token leaves of him.
import type { GrantModel } from '@shijian/kernel';
import { clientOf, type Client } from '../world.ts';
import { scopeName } from '../../identity/token_scope.ts';
import { Judge, type Person, type Token } from './judge.ts';
import type { RawRows } from './raw_rows.ts';

/** A client that holds a token and nothing else. */
export function programOf(url: string, token: string): Client {
  const client = clientOf(url, '', '');
  const bearer = { Authorization: `Bearer ${token}` };
  return {
    ...client,
    get: (at, headers) => client.get(at, { ...headers, ...bearer }),
    post: (at, body, headers) => client.post(at, body, { ...headers, ...bearer }),
    put: (at, body, headers) => client.put(at, body, { ...headers, ...bearer }),
    patch: (at, body, headers) => client.patch(at, body, { ...headers, ...bearer }),
    delete: (at, headers) => client.delete(at, { ...headers, ...bearer }),
  };
}

/** A token, and whose it is. */
export interface Program {
  /** Login of its owner. */
  owner: string;
  token: Token;
  text: string;
}

/** Its owner as the token leaves him. */
export function byToken(people: readonly Person[], { owner, token }: Program): Person {
  const person = people.find(({ login }) => login === owner)!;
  return { ...person, login: `${owner} by token`, roles: [...person.roles, scopeName(token)], token };
}

/** Over all that its owner reads, or every other entity of it; the bureaus get theirs in turn. */
const KINDS = [
  { half: false, writes: true },
  { half: true, writes: true },
  { half: true, writes: false },
  { half: false, writes: false },
];

/** Of each bureau two, one of them narrowed: of those who see most that others do not. */
export async function giveTokens(
  raw: RawRows,
  people: readonly Person[],
  clients: Readonly<Record<string, Client>>,
): Promise<Program[]> {
  const given: Program[] = [];
  for (const [, staff] of Map.groupBy(people, ({ state }) => state.name)) {
    const owners = [...staff].sort((a, b) => reachOf(raw, b) - reachOf(raw, a)).slice(0, 2);
    for (const owner of owners) {
      const { half, writes } = KINDS[given.length % KINDS.length]!;
      const readable = grantedTo(raw, owner).map(({ entity }) => entity);
      const token: Token = { entities: half ? readable.filter((_, n) => n % 2 === 0) : null, writes };
      const made = await clients[owner.login]!.post('/api/tokens', { label: '核对程序', days: 1, ...token });
      if (made.status !== 201) throw new Error(`token of ${owner.login}: ${JSON.stringify(made.body)}`);
      const { token: text } = made.body as { token: string };
      given.push({ owner: owner.login, token, text });
    }
  }
  return given;
}

/** Counts what he reads; other bureaus, and looking for whole values, count for more. */
function reachOf(raw: RawRows, person: Person): number {
  return grantedTo(raw, person).reduce((sum, { grants }) => {
    const more = grants.some(({ across }) => across !== null)
      ? 100
      : grants.some(({ find }) => find.length > 0)
        ? 50
        : 0;
    return sum + 1 + more;
  }, 0);
}

function grantedTo(raw: RawRows, person: Person): { entity: string; grants: GrantModel[] }[] {
  const judge = new Judge(raw, person);
  return Object.keys(person.state.model.entities)
    .filter((name) => judge.mayRead(name))
    .map((entity) => ({ entity, grants: judge.grants(entity) }));
}
