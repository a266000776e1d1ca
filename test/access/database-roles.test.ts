import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import postgres from 'postgres';
import { ACCESS } from '../../schema/access.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import { inTransaction, type Scope, type Tx } from '../../src/database/transactions.ts';
import { twoFamilies, type Families } from '../support/families.ts';

/** Around the API: what the service's and the reader's roles may write in the database. */
let book: Families;
let reader: Client;
let owner: Client;
beforeAll(async () => {
  book = await twoFamilies();
  reader = connect(book.api.db.urls.reader, { name: 'test reader', max: 4 });
  owner = connect(book.api.db.urls.owner, { name: 'test owner', max: 1 });
});
afterAll(async () => {
  await reader.end();
  await owner.end();
});

const REFUSED = '42501';

/** Does something that must not stay, and says with which code the database answered. */
async function codeOf(
  client: Client,
  scope: Scope,
  work: (tx: Tx) => Promise<unknown>,
): Promise<string> {
  const doNotKeep = new Error('not to be kept');
  return inTransaction(client, scope, async (tx) => {
    await work(tx);
    throw doNotKeep;
  }).catch((error: unknown) => {
    if (error === doNotKeep) return 'done';
    if (error instanceof postgres.PostgresError) return error.code;
    throw error;
  });
}

const JOURNAL = [
  'entries',
  'transfers',
  'accounts',
  'seals',
  'seal_checkpoints',
  'period_closings',
];
const officer = (): Scope => book.scope('finance_officer');

describe('the journal', () => {
  it.each(JOURNAL)(
    '%s cannot be updated, deleted from or emptied by the service',
    async (table) => {
      const [first] = await owner<{ column: string }[]>`
        select column_name as column from information_schema.columns
        where table_schema = 'testshire' and table_name = ${table} limit 1`;
      const { column } = first!;
      const statements = [
        `update ${table} set ${column} = ${column}`,
        `delete from ${table}`,
        `truncate ${table}`,
      ];
      for (const statement of statements) {
        const code = await codeOf(book.api.db.service, officer(), (tx) => tx.sql.unsafe(statement));
        expect([statement, code]).toEqual([statement, REFUSED]);
      }
    },
  );

  it('has balances whose account and limit nobody moves to another', async () => {
    const change = (set: string) =>
      codeOf(book.api.db.service, officer(), (tx) =>
        tx.sql.unsafe(`update account_balances set ${set}`),
      );
    expect(await change('account_id = account_id + 1')).toBe(REFUSED);
    expect(await change('balance = balance')).toBe('done');
    expect(await change('balance = -1')).toBe('23514');
  });

  const enter = (tx: Tx, on: string) => tx.sql<{ id: string }[]>`
    insert into entries (key, kind, effective_on, by, content)
    select ${`entry of ${on}`}, kind, ${on}, by, content from entries limit 1 returning id`;

  it('takes nothing in a closed period, neither an entry nor a line of an earlier one', async () => {
    const inClosedPeriod = (work: (tx: Tx) => Promise<unknown>) =>
      codeOf(book.api.db.service, officer(), async (tx) => {
        await tx.sql`insert into period_closings (closed_through, reason, closed_by, entry_id)
          select '2026-04-02', 'Closed', by, id from entries limit 1`;
        await work(tx);
      });
    expect(await inClosedPeriod((tx) => enter(tx, '2026-04-02'))).toBe(REFUSED);
    expect(await inClosedPeriod((tx) => enter(tx, '2026-04-03'))).toBe('done');
    const addLine = (tx: Tx) => tx.sql`
      insert into transfers (entry_id, line, kind, effective_on, from_class, to_class,
        from_account, to_account, amount)
      select entry_id, 99, kind, effective_on, from_class, to_class, from_account, to_account, amount
      from transfers where effective_on = '2026-04-02' limit 1`;
    expect(await codeOf(book.api.db.service, officer(), addLine)).toBe('done');
    expect(await inClosedPeriod(addLine)).toBe(REFUSED);
  });

  it('takes entries in the name of those who do the work, and of nobody else', async () => {
    const kinds = ['family', 'broker', 'commissioner', 'auditor', 'administrator'];
    for (const kind of [...kinds, 'health_approver', 'school_approver']) {
      const insert = (tx: Tx) => tx.sql`
        insert into entries (key, kind, effective_on, by, content)
        values ('k', 1, '2026-04-02', ${book.users['whole']!}, '')`;
      const scope = book.scope(kind, { user: book.users['whole']! });
      expect([kind, await codeOf(book.api.db.service, scope, insert)]).toEqual([kind, REFUSED]);
    }
  });
});

describe('an administrator', () => {
  const scope = () => book.scope('administrator');
  const add = (table: string, columns: string, values: string) =>
    codeOf(book.api.db.service, scope(), (tx) =>
      tx.sql.unsafe(`insert into ${table} (${columns}) values (${values})`),
    );

  it('sets up brokers, and moves no money', async () => {
    expect(await add('brokers', 'name', `'West'`)).toBe('done');
    expect(await add('account_balances', 'account_id', '1')).toBe(REFUSED);
    expect(await add('transfers', 'entry_id', '1')).toBe(REFUSED);
    const changed = await inTransaction(
      book.api.db.service,
      scope(),
      (tx) => tx.sql`update account_balances set balance = balance + 1`,
    );
    expect(changed.count).toBe(0);
  });

  it('writes in no other table', async () => {
    const may = [
      'users',
      'funders',
      'brokers',
      'broker_agreements',
      'broker_agreement_endings',
      'broker_fees',
      'pooled_accounts',
      'bank_accounts',
      'accounts',
      'rules',
      'return_reasons',
      'approval_limits',
      'modulus_tables',
      'modulus_weights',
      'modulus_substitutions',
      'national_return_codes',
    ];
    const written = await Promise.all(
      Object.keys(ACCESS).map(async (table) => {
        const insert = (tx: Tx) => tx.sql.unsafe(`insert into ${table} default values`);
        const code = await codeOf(book.api.db.service, scope(), insert);
        return code === REFUSED ? [] : [table];
      }),
    );
    expect(written.flat().sort()).toEqual(may.sort());
  });
});

describe('the reader', () => {
  it('can write in no table, whoever it reads for', async () => {
    for (const table of Object.keys(ACCESS)) {
      const statements = [
        `insert into ${table} default values`,
        `delete from ${table}`,
        `truncate ${table}`,
      ];
      for (const statement of statements) {
        const code = await codeOf(reader, book.scope('service'), (tx) => tx.sql.unsafe(statement));
        expect([statement, code]).toEqual([statement, REFUSED]);
      }
    }
    const rights = await owner`
      select c.relname from pg_class c where c.relnamespace = 'testshire'::regnamespace
      and c.relkind in ('r', 'p', 'v', 'm') and has_any_column_privilege('ledger_reader', c.oid,
        'INSERT, UPDATE') or c.relkind = 'S' and has_sequence_privilege('ledger_reader', c.oid,
        'USAGE, UPDATE')`;
    expect(rights.map((row) => row['relname'])).toEqual([]);
  });

  it('can make no table of its own', async () => {
    const make = (where: string) =>
      codeOf(reader, book.scope('service'), (tx) => tx.sql.unsafe(`create table ${where}.mine ()`));
    expect(await make('testshire')).toBe(REFUSED);
    expect(await make('public')).toBe(REFUSED);
  });
});

describe('every table of an authority', () => {
  interface Table {
    readonly name: string;
    readonly secured: boolean;
    readonly restricted: boolean;
    readonly seen: boolean;
  }

  it('has an entry in ACCESS, row-level security on, and the policy that ties it down', async () => {
    const tables = await owner<Table[]>`
      select c.relname as name, c.relrowsecurity as secured, exists (
        select from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polcmd = '*'
          and p.polname = 'of_this_authority' and p.polroles @> array['ledger_service'::regrole::oid,
            'ledger_reader'::regrole::oid]
          and pg_get_expr(p.polqual, c.oid) like '%ledger.authority%testshire%') as restricted, exists (
        select from pg_policy p where p.polrelid = c.oid and p.polname = 'seen'
          and p.polcmd = 'r') as seen
      from pg_class c where c.relnamespace = 'testshire'::regnamespace
        and c.relkind in ('r', 'p', 'v', 'm', 'f') order by c.relname`;
    expect(tables.map((table) => table.name)).toEqual(Object.keys(ACCESS).sort());
    const open = tables.filter((one) => !one.secured || !one.restricted || !one.seen);
    expect(open).toEqual([]);
  });

  it('has no function that would run with the rights of another role', async () => {
    const functions = await owner`
      select proname from pg_proc where prosecdef
      and pronamespace in ('testshire'::regnamespace, 'public'::regnamespace)`;
    expect([...functions]).toEqual([]);
  });
});
