import type { Client } from '../../../src/database/connections.ts';

/**
 * The tables that hold what there is of one person: a person who was entered as the service does it
 * stands for as many others as are wanted. The journal is not among them: what a record says of it
 * is what it says of the first person's.
 */
const TABLES = [
  'beneficiaries',
  'personal_details',
  'addresses',
  'plans',
  'provision_items',
  'budgets',
  'payees',
  'bank_details',
  'bank_details_checks',
  'arrangements',
  'arrangement_parties',
  'shares',
  'agreements',
  'agreement_decisions',
  'agreement_shares',
  'instalments',
  'instalment_shares',
  'documents',
] as const;

/** What may stand only once, and how it is told apart. `n` is the number of the person. */
const OWN_VALUES: Readonly<Record<string, string>> = {
  'beneficiaries.reference': `t.reference || '-' || n`,
  'bank_details.account_number': `lpad((20000000 + n)::text, 8, '0')`,
};

/**
 * Copies the one person who is in the tables, with everything about them and their accounts, so
 * often that there are `people` in all.
 *
 * @param sql signed in as superuser, with the tables on the search path
 */
export async function manyAlike(
  sql: Client,
  people: number,
  onProgress: (sentence: string) => void,
): Promise<void> {
  await sql.unsafe('set session_replication_role = replica');
  await sql.unsafe(`create temp table own (id uuid primary key)`);
  for (const table of TABLES) {
    const columns = await columnsOf(sql, table);
    if (columns.some(({ name }) => name === 'id')) {
      await sql.unsafe(`insert into own select id from ${table}`);
    }
  }
  for (const table of TABLES) {
    const columns = await columnsOf(sql, table);
    const values = columns.map(({ name, type }) => valueOf(table, name, type));
    onProgress(table.replaceAll('_', ' '));
    await sql.unsafe(`
      insert into ${table} (${columns.map(({ name }) => name).join(', ')})
      select ${values.join(', ')} from ${table} as t, generate_series(2, ${people}) as n`);
  }
  onProgress('accounts and their balances');
  await sql.unsafe(`
    insert into accounts (class, subject, arrangement_id, beneficiary_id)
    select class, ${another('t.subject')}, ${another('t.arrangement_id')},
      ${another('t.beneficiary_id')}
    from accounts as t, generate_series(2, ${people}) as n where t.arrangement_id is not null;
    insert into account_balances (account_id, balance, last_effective_on, may_go_below)
    select a.id, b.balance, b.last_effective_on, b.may_go_below
    from account_balances b join accounts t on t.id = b.account_id, generate_series(2, ${people}) as n,
      accounts a
    where t.arrangement_id is not null and a.class = t.class and a.subject = ${another('t.subject')}`);
  await sql.unsafe('reset session_replication_role');
  await sql.unsafe('vacuum (freeze, analyze)');
}

interface Column {
  readonly name: string;
  readonly type: string;
}

const columnsOf = (sql: Client, table: string): Promise<Column[]> => sql<Column[]>`
  select column_name as name, data_type as type from information_schema.columns
  where table_schema = current_schema() and table_name = ${table} and is_generated = 'NEVER'
  order by ordinal_position`;

function valueOf(table: string, name: string, type: string): string {
  const own = OWN_VALUES[`${table}.${name}`];
  if (own !== undefined) return own;
  if (type !== 'uuid') return `t.${name}`;
  return `case when t.${name} in (select id from own) then ${another(`t.${name}`)} else t.${name} end`;
}

/** The identifier that stands for one of the first person's with the nth person. */
const another = (column: string): string => `md5(${column} || ':' || n)::uuid`;
