import type { Fragment, Tx } from '../../database/transactions.ts';
import { joiningWhole } from '../../database/whole-tables.ts';
import { rulesOn } from '../../law/store.ts';
import { expectedLines } from '../matching/expected.ts';
import { SUBJECTS, partsOf, type ExceptionKind } from './kinds.ts';
import { exceptions, type Basis } from './query.ts';
import { limitsOf } from './rules.ts';
import { sentenceOf } from './sentences.ts';
import { sourcesNow } from './sources.ts';
import { exceptionsOfStatements, standingsOf } from './standing.ts';
import type { Then } from './then.ts';

/** An exception as people see it. Dates and amounts are text. */
export interface Exception {
  readonly name: string;
  readonly kind: ExceptionKind;
  readonly state: 'open' | 'proposed' | 'in_suspense';
  readonly bankAccountId: string;
  readonly direction: 'in' | 'out' | null;
  /** Without a sign; null where there is none. */
  readonly amount: string | null;
  readonly expectedAmount: string | null;
  readonly foundAmount: string | null;
  readonly difference: string | null;
  readonly about: {
    readonly lineId: string | null;
    readonly ofLineId: string | null;
    readonly expected: string | null;
    readonly statementIds: readonly string[];
    readonly from: string | null;
    readonly to: string | null;
  };
  readonly since: string;
  readonly ageDays: number;
  readonly dueOn: string;
  readonly overdue: boolean;
  readonly ownerId: string | null;
  readonly notes: number;
  readonly says: string;
}

type Row = Omit<Exception, 'about' | 'says'> & Exception['about'];

/** Which exceptions are asked for; of all accounts and all of them where nothing is said. */
export interface Filter {
  readonly bankAccountId?: string | undefined;
  readonly kind?: ExceptionKind | undefined;
  /** Who has it; null: nobody. */
  readonly ownerId?: string | null | undefined;
  readonly overdue?: boolean | undefined;
  readonly name?: string | undefined;
  /** The due day and the name of the last that was seen. */
  readonly after?: { readonly dueOn: string; readonly name: string } | undefined;
  readonly limit: number;
}

/** Exceptions in order of their due days, as many as asked for and one more. */
export async function listExceptions(tx: Tx, by: Filter): Promise<Exception[]> {
  const { sql } = tx;
  const today = tx.scope.today.toString();
  const basis = await basisOf(tx, by.bankAccountId ?? null);
  const rows = await joiningWhole(
    tx,
    () => sql<Row[]>`
      select name, kind, state, bank_account_id as "bankAccountId",
        case comes_in when true then 'in' when false then 'out' end as direction, amount,
        expected_amount as "expectedAmount", found_amount as "foundAmount",
        found_amount - expected_amount as difference, line_id as "lineId",
        of_line_id as "ofLineId", expected, statement_ids as "statementIds", from_on as "from",
        to_on as "to", since, ${today}::date - since as "ageDays", due_on as "dueOn",
        due_on < ${today}::date as overdue, owner_id as "ownerId", notes
      from (${exceptions(tx, basis, sourcesNow(tx, basis.standings))}) as e
      where ${conditions(tx, by)}
      order by due_on, name collate "C" limit ${by.limit + 1}`,
  );
  return rows.map(shown);
}

function conditions({ sql, scope }: Tx, by: Filter): Fragment {
  const { kind, ownerId, overdue, name, after } = by;
  return sql`true
    ${kind === undefined ? sql`` : sql`and kind = ${kind}`}
    ${name === undefined ? sql`` : sql`and name = ${name}`}
    ${ownerId === undefined ? sql`` : sql`and owner_id is not distinct from ${ownerId}::uuid`}
    ${overdue === undefined ? sql`` : sql`and (due_on < ${scope.today.toString()}::date) = ${overdue}`}
    ${after === undefined ? sql`` : sql`and (due_on, name collate "C") > (${after.dueOn}::date, ${after.name})`}`;
}

function shown(row: Row): Exception {
  const { lineId, ofLineId, expected, statementIds, from, to, ...rest } = row;
  return {
    ...rest,
    about: { lineId, ofLineId, expected, statementIds, from, to },
    says: sentenceOf(row),
  };
}

/** How many exceptions of a kind there are. */
export interface KindSummary {
  readonly kind: ExceptionKind;
  readonly count: number;
  readonly sum: string;
  readonly overdue: number;
  /** The day since which the oldest of them stands. */
  readonly oldest: string;
}

/** The exceptions of one account, or of all, counted by kind; those with the first due first. */
export async function summariesOf(tx: Tx, bankAccountId: string | null): Promise<KindSummary[]> {
  const { sql } = tx;
  const today = tx.scope.today.toString();
  const basis = await basisOf(tx, bankAccountId);
  return joiningWhole(
    tx,
    () => sql<KindSummary[]>`
      select kind, count(*)::int as count, coalesce(sum(amount), 0.00) as sum,
        (count(*) filter (where due_on < ${today}::date))::int as overdue, min(since) as oldest
      from (${exceptions(tx, basis, sourcesNow(tx, basis.standings))}) as e
      group by kind order by min(due_on), kind`,
  );
}

/** What the exceptions of one account, or of all, are read from; or were, where looked back at. */
export async function basisOf(tx: Tx, bankAccountId: string | null, then?: Then): Promise<Basis> {
  const rules = await rulesOn(tx, tx.scope.today, then?.knownMoment ?? null);
  const standings = await standingsOf(tx, bankAccountId, then);
  return {
    standings,
    ofStatements: await exceptionsOfStatements(tx, standings, rules, then),
    limits: limitsOf(rules),
    onStatement: Number(rules.rule('payment_on_statement').value),
  };
}

/** One exception by its name, where it stands now. */
export async function exceptionOf(
  tx: Tx,
  name: string,
  bankAccountId: string,
): Promise<Exception | undefined> {
  const [found] = await listExceptions(tx, { name, bankAccountId, limit: 1 });
  return found;
}

/** The bank account that an exception's name is about; undefined where there is no such thing. */
export async function accountOf(tx: Tx, name: string): Promise<string | undefined> {
  const { sql } = tx;
  const { kind, subject } = partsOf(name);
  const found = {
    line: () => sql`select bank_account_id as id from bank_lines where id = ${subject}`,
    expected: () => sql`
      select bank_account_id as id from (${expectedLines(tx, { names: [subject] })}) as e`,
    account_since: () => sql`select id from bank_accounts where id = ${subject.slice(0, -11)}`,
    statement: () => sql`select bank_account_id as id from bank_statements where id = ${subject}`,
    sign_off: () => sql`select bank_account_id as id from bank_sign_offs where id = ${subject}`,
  }[SUBJECTS[kind]];
  const [row] = (await found()) as unknown as { id: string }[];
  return row?.id;
}
