// Rows that the platform itself keeps (accounts, posts, sessions, logs, revisions) and that an entity may stand over with
// `source:`. The set is closed: what each one offers and which writes it takes is said here, the server brings the tables.

/** Types as the database has them; a field of the entity must store the same. */
export type SourceColumn = 'text' | 'bigint' | 'boolean' | 'date' | 'timestamptz' | 'uuid' | 'text[]' | 'jsonb';

export type SourceWrite = 'create' | 'update' | 'delete' | 'restore';

export interface Source {
  /** One line for the reference. */
  doc: string;
  /** What it offers, by the name that the field must have. */
  columns: Readonly<Record<string, SourceColumn>>;
  /** Writes it takes; all others are made by the platform alone. */
  writes: readonly SourceWrite[];
}

const account: Source = {
  doc: 'Who may log in.',
  columns: {
    login: 'text',
    name: 'text',
    state: 'text',
    person: 'uuid',
    org: 'uuid',
    phone: 'text',
    email: 'text',
    note: 'text',
    last_login_at: 'timestamptz',
    last_login_ip: 'text',
    password_at: 'timestamptz',
    demo: 'boolean',
  },
  writes: ['create', 'update'],
};

const assignment: Source = {
  doc: 'Which role an account holds, where, from when until when.',
  columns: { account: 'uuid', role: 'uuid', org: 'uuid', starts_on: 'date', ends_on: 'date', note: 'text' },
  writes: ['create', 'update', 'delete', 'restore'],
};

const role: Source = {
  doc: 'The roles of the bureau, those of packages and its own.',
  columns: { code: 'text', label: 'text', package: 'text', own: 'boolean', summary: 'text' },
  writes: ['create', 'update', 'delete'],
};

const session: Source = {
  doc: 'Who is logged in, from which device.',
  columns: {
    account: 'uuid',
    org: 'uuid',
    device: 'text',
    ip: 'text',
    opened_at: 'timestamptz',
    seen_at: 'timestamptz',
    open: 'boolean',
  },
  writes: ['delete'],
};

const login: Source = {
  doc: 'Every attempt to log in, and every logout.',
  columns: {
    at: 'timestamptz',
    login: 'text',
    account: 'uuid',
    outcome: 'text',
    ip: 'text',
    place: 'text',
    device: 'text',
    signs: 'text[]',
    hour: 'bigint',
  },
  writes: [],
};

const audit: Source = {
  doc: 'Every act on a record, and every act that was refused.',
  columns: {
    at: 'timestamptz',
    account: 'uuid',
    name: 'text',
    action: 'text',
    entity: 'text',
    record: 'text',
    outcome: 'text',
    code: 'text',
    ip: 'text',
  },
  writes: [],
};

const revision: Source = {
  doc: 'Every change of the documents that the bureau works by.',
  columns: {
    number: 'bigint',
    at: 'timestamptz',
    edition: 'date',
    by_name: 'text',
    note: 'text',
    packages: 'text',
    kind: 'text',
    base: 'bigint',
    approved_by: 'text',
  },
  // Whoever may create publishes a draft, whoever may update approves one; neither is done by writing the record.
  writes: ['create', 'update'],
};

const draft: Source = {
  doc: 'Changes of the documents that are being prepared, approved or published.',
  columns: {
    title: 'text',
    message: 'text',
    kind: 'text',
    state: 'text',
    base: 'bigint',
    author: 'uuid',
    author_name: 'text',
    documents: 'bigint',
    submitted_at: 'timestamptz',
    decided_at: 'timestamptz',
    decided_name: 'text',
    comment: 'text',
    number: 'bigint',
  },
  writes: ['create', 'update', 'delete'],
};

const registration: Source = {
  doc: 'Who asked for an account, and what became of it.',
  columns: {
    login: 'text',
    name: 'text',
    phone: 'text',
    email: 'text',
    unit: 'text',
    reason: 'text',
    proof: 'jsonb',
    state: 'text',
    reply: 'text',
    asked_at: 'timestamptz',
    decided_at: 'timestamptz',
    decided_by: 'text',
    account: 'uuid',
  },
  writes: [],
};

/** All sources by name. */
export const sources: Readonly<Record<string, Source>> = {
  account,
  assignment,
  role,
  session,
  login,
  audit,
  revision,
  draft,
  registration,
};
