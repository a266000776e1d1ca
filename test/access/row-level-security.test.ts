import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS } from '../../schema/access.ts';
import { connect, type Client } from '../../src/database/connections.ts';
import { inTransaction, type Scope } from '../../src/database/transactions.ts';
import { twoFamilies, type Families } from '../support/families.ts';

/** Around the API: what each role of the database sees in the scope of each kind of user. */
let book: Families;
let reader: Client;
beforeAll(async () => {
  book = await twoFamilies();
  reader = connect(book.api.db.urls.reader, { name: 'test reader', max: 4 });
});
afterAll(() => reader.end());

type Row = Record<string, unknown>;
type ByTable = Record<string, Row[]>;

/** Every row of every table that a scope sees, by both roles, which must see the same. */
async function seen(scope: Scope): Promise<ByTable> {
  const all = async (client: Client): Promise<ByTable> =>
    inTransaction(client, scope, async (tx) => {
      const tables: ByTable = {};
      for (const table of Object.keys(ACCESS)) {
        const rows = await tx.sql<{ row: Row }[]>`
          select to_jsonb(t) as row from ${tx.sql(table)} t order by t::text`;
        tables[table] = rows.map(({ row }) => row);
      }
      return tables;
    });
  const byService = await all(book.api.db.service);
  expect(await all(reader)).toEqual(byService);
  return byService;
}

/** The values of a column in any of the tables, each once, in order. */
const valuesOf = (tables: ByTable, column: string): string[] =>
  [
    ...new Set(
      Object.values(tables).flatMap((rows) =>
        rows.flatMap(({ [column]: value }) => (typeof value === 'string' ? [value] : [])),
      ),
    ),
  ].sort();
const idsOf = (rows: Row[] | undefined): string[] => valuesOf({ rows: rows ?? [] }, 'id');
const filled = (tables: ByTable): string[] =>
  Object.keys(tables).filter((table) => tables[table]!.length > 0);

/** What is about nobody, and what only the office has. */
const REFERENCE = [
  'account_classes',
  'entry_kinds',
  'flows',
  'funders',
  'national_return_codes',
  'requirements',
  'return_reasons',
  'rules',
];
/** What the holder of an arrangement sees of it, once it is agreed, paid and spent. */
const OF_ARRANGEMENT = [
  'arrangements',
  'arrangement_parties',
  'shares',
  'agreements',
  'agreement_shares',
  'agreement_decisions',
  'instalments',
  'instalment_shares',
  'documents',
  'pay_run_item_shares',
  'pay_run_items',
  'spending',
  'accounts',
  'account_balances',
  'transfers',
  'entries',
];
/** What a family sees unless it is limited to one arrangement. */
const OF_WHOLE = ['brokers', 'texts', 'budget_requests', 'request_funders'];
const OF_PERSON = ['beneficiaries', 'personal_details', 'plans', 'provision_items', 'budgets'];

const family = (sub: string): Scope => book.scope('family', { user: book.users[sub]! });

describe('a family', () => {
  it('sees its own people only, and all of their arrangements', async () => {
    const tables = await seen(family('whole'));
    expect(valuesOf(tables, 'beneficiary_id')).toEqual([book.amina]);
    const { mother, father, north } = book.arrangements;
    expect(valuesOf(tables, 'arrangement_id')).toEqual([mother, father, north].sort());
    expect(filled(tables).sort()).toEqual(
      [
        ...REFERENCE,
        ...OF_PERSON,
        ...OF_ARRANGEMENT,
        'users',
        'family_access',
        'payees',
        ...OF_WHOLE,
      ].sort(),
    );
  });

  it.each(['mother', 'father'] as const)(
    'sees only the arrangement that the %s may see, in every table',
    async (parent) => {
      const own = book.arrangements[parent];
      const tables = await seen(family(parent));
      expect(valuesOf(tables, 'arrangement_id')).toEqual([own]);
      expect(idsOf(tables['arrangements'])).toEqual([own]);
      expect(OF_ARRANGEMENT.filter((table) => tables[table]!.length === 0)).toEqual([]);
      expect(idsOf(tables['payees'])).toEqual([tables['arrangements']![0]!['payee_id']]);
      const accounts = tables['accounts']!.map((row) => row['id']);
      expect(tables['account_balances']!.every((row) => accounts.includes(row['account_id']))).toBe(
        true,
      );
      const touched = tables['transfers']!.filter(
        (row) => !accounts.includes(row['from_account']) && !accounts.includes(row['to_account']),
      );
      expect(touched).toEqual([]);
      const entries = new Set(tables['transfers']!.map((row) => row['entry_id']));
      expect(tables['entries']!.every((row) => entries.has(row['id']))).toBe(true);
    },
  );

  it.each(['former', 'coming', 'stranger'])('sees nobody as the %s one', async (sub) => {
    const tables = await seen(family(sub));
    expect(valuesOf(tables, 'beneficiary_id')).toEqual(
      [book.amina, book.ben].filter(
        // Its own entry in the list of who may see whom stays to be seen.
        (id) => tables['family_access']!.some((row) => row['beneficiary_id'] === id),
      ),
    );
    expect(filled(tables).sort()).toEqual([...REFERENCE, 'family_access', 'users'].sort());
  });

  it('sees the person on the last day of its access', async () => {
    expect((await seen(family('last')))['personal_details']).toHaveLength(1);
  });

  it('sees an address where it may, and never a protected one', async () => {
    expect((await seen(family('bens')))['addresses']).toHaveLength(1);
    expect((await seen(family('whole')))['addresses']).toEqual([]);
  });

  it.each(['commissioner', 'administrator', 'broker', 'health_approver'])(
    'is no family while signed in as a %s',
    async (kind) => {
      const tables = await seen(book.scope(kind, { user: book.users['whole']! }));
      expect([tables['personal_details'], tables['spending'], tables['payees']]).toEqual([
        [],
        [],
        [],
      ]);
    },
  );
});

describe('a broker', () => {
  it.each(['north', 'south'] as const)('sees only what it holds itself: %s', async (name) => {
    const tables = await seen(book.scope('broker', { broker: book.brokers[name] }));
    expect(valuesOf(tables, 'arrangement_id')).toEqual([book.arrangements[name]]);
    expect(idsOf(tables['arrangements'])).toEqual([book.arrangements[name]]);
    const person = name === 'north' ? book.amina : book.ben;
    expect(valuesOf(tables, 'beneficiary_id')).toEqual([person]);
    expect(tables['brokers']!.map((row) => row['name'])).toEqual([
      name === 'north' ? 'North' : 'South',
    ]);
    expect(tables['payees']!.map((row) => row['broker_id'])).toEqual([book.brokers[name]]);
    expect(OF_ARRANGEMENT.filter((table) => tables[table]!.length === 0)).toEqual([]);
  });

  it('sees nothing without saying which broker', async () => {
    const tables = await seen(book.scope('broker'));
    expect(filled(tables).sort()).toEqual([...REFERENCE].sort());
  });
});

describe("a partner's approver", () => {
  it.each([
    ['health_approver', 'nhs', ['father', 'north']],
    ['health_approver', 'other', ['south']],
    ['school_approver', 'school', ['mother']],
  ] as const)('%s of %s sees only arrangements that its funder pays for', async (...row) => {
    const [kind, funder, names] = row;
    const tables = await seen(book.scope(kind, { funder: book.funders[funder] }));
    const own = names.map((name) => book.arrangements[name]).sort();
    expect(valuesOf(tables, 'arrangement_id')).toEqual(own);
    expect(idsOf(tables['arrangements'])).toEqual(own);
    expect(tables['payees']).toEqual([]);
  });
});

describe('a commissioner', () => {
  it('counts everybody, and sees no names, payees, bank details, addresses or spending', async () => {
    const tables = await seen(book.scope('commissioner'));
    expect(tables['beneficiaries']).toHaveLength(2);
    expect(tables['arrangements']).toHaveLength(4);
    const hidden = [
      'personal_details',
      'addresses',
      'payees',
      'bank_details',
      'bank_details_checks',
      'bank_accounts',
      'payment_files',
      'bank_lines',
      'bank_files',
      'spending',
      'family_access',
      'users',
    ];
    expect(hidden.filter((table) => tables[table]!.length > 0)).toEqual([]);
    const text = JSON.stringify(tables);
    for (const word of ['Amina', 'F Example', '87654321', 'High Street', 'Ms Tutor', 'ME14 1XQ']) {
      expect(text).not.toContain(word);
    }
  });
});

describe('a protected address', () => {
  it('is seen by caseworkers alone', async () => {
    const kinds = ['panel_member', 'finance_officer', 'approver', 'auditor', 'commissioner'];
    const others = ['administrator', 'health_approver', 'school_approver', 'broker', 'family'];
    for (const kind of [...kinds, ...others]) {
      const { nhs: funder } = book.funders;
      const { north: broker } = book.brokers;
      const user = book.users['whole']!;
      const { addresses } = await seen(book.scope(kind, { funder, broker, user }));
      expect([kind, addresses!.filter((row) => row['protected'] === true)]).toEqual([kind, []]);
    }
    expect((await seen(book.scope('caseworker')))['addresses']).toHaveLength(2);
  });
});

describe('an administrator', () => {
  it('sees who there is and what is set up, and nobody’s records or money', async () => {
    const tables = await seen(book.scope('administrator'));
    expect(filled(tables).sort()).toEqual(
      [
        ...REFERENCE,
        'lettings_in',
        'reads',
        'bank_accounts',
        'broker_agreements',
        'brokers',
        'family_access',
        'users',
      ].sort(),
    );
  });
});
