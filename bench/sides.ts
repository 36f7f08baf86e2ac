// What is asked of both sides: the same rows with the same columns of our server and of the hand-written one.
import type { LoadRequest } from './load.ts';

export interface Side {
  name: string;
  ours: (connection: number) => LoadRequest;
  /** The hand-written code, under automatic plans and, where that may be better, under generic ones. */
  theirs: ((connection: number) => LoadRequest)[];
  /** Least ratio to the better of them. */
  goal: number;
  /** Least ratio to the one under automatic plans, where there is such a goal. */
  goalAuto?: number;
}

export interface Known {
  officer: Record<string, string>;
  admin: Record<string, string>;
  /** Operators of the officer's station. */
  operators: readonly { id: string; version: number }[];
  org: string;
  /** Market subjects of the bureau. */
  subjects: number;
}

const FIELDS = 'subject,licence_no,category,risk,issued_on,valid_until,station,manager,phone,expired';
const LIST = `/api/records/food.operator?limit=20&sort=valid_until&include=station&fields=${FIELDS}&filter=${encodeURIComponent("record.risk in ['C', 'D']")}`;

/** What the hand-written update gives back. */
const WRITTEN = 'subject,licence_no,category,risk,issued_on,valid_until,station,remark';

export function sidesOf({ officer, admin, operators, org, subjects }: Known): Side[] {
  const get = (path: string): LoadRequest => ({ method: 'GET', path });
  const ids = operators.map(({ id }) => id);
  // A row a connection and side, so that nobody moves a version that somebody else counts on.
  const [mine, others] = [operators.slice(0, 100), operators.slice(100, 200)].map((rows) =>
    rows.map((row) => ({ ...row })),
  );
  const counted = (exact: boolean) => `/api/records/market.subject?limit=0&count=${exact ? 'exact' : 'capped'}`;
  let serial = 0;
  const person = (): string => {
    serial += 1;
    return JSON.stringify({
      name: '压测',
      staff_no: `B${process.pid}-${serial}`,
      org,
      kind: 'assistant',
      post: '协管',
    });
  };
  const json = { 'content-type': 'application/json' };
  return [
    {
      name: 'get',
      ours: () => ({ ...get(`/api/records/food.operator/${pick(ids)}?fields=${FIELDS}`), headers: officer }),
      theirs: [() => get(`/get/${pick(ids)}`), () => get(`/generic/get/${pick(ids)}`)],
      goal: 0.8,
    },
    {
      name: 'list of 20, filter, sort, include',
      ours: () => ({ ...get(LIST), headers: officer }),
      theirs: [() => get('/list'), () => get('/generic/list')],
      goal: 0.95,
      goalAuto: 1.15,
    },
    {
      name: 'capped count',
      ours: () => ({ ...get(counted(false)), headers: admin }),
      theirs: [() => get('/count/capped'), () => get('/generic/count/capped')],
      goal: 0.6,
    },
    {
      name: `exact count of ${subjects}`,
      ours: () => ({ ...get(counted(true)), headers: admin }),
      theirs: [() => get('/count/exact'), () => get('/generic/count/exact')],
      goal: 0.75,
    },
    {
      name: 'create',
      ours: () => ({
        method: 'POST',
        path: '/api/records/core.person?fields=name,org,kind,post',
        headers: { ...admin, ...json, 'idempotency-key': `bench-${process.pid}-${serial}` },
        body: person(),
      }),
      theirs: [() => ({ method: 'POST', path: '/create', headers: json, body: person() })],
      goal: 0.6,
    },
    {
      name: 'update',
      ours: (connection) => {
        const row = mine![connection]!;
        row.version += 1;
        return {
          method: 'PATCH',
          path: `/api/records/food.operator/${row.id}?fields=${WRITTEN}`,
          headers: { ...officer, ...json, 'if-match': `"${row.version - 1}"` },
          body: JSON.stringify({ remark: `压测 ${row.version}` }),
        };
      },
      theirs: [
        (connection) => {
          const row = others![connection]!;
          row.version += 1;
          const body = JSON.stringify({ remark: `压测 ${row.version}`, version: row.version - 1 });
          return { method: 'PATCH', path: `/update/${row.id}`, headers: json, body };
        },
      ],
      goal: 0.5,
    },
  ];
}

const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)]!;
