import type { Tx } from '../../database/transactions.ts';
import { daysWithLines, provedDays } from './known-lines.ts';
import type { ReadStatement } from './file-reading.ts';
import type { Circumstances } from './line-adding.ts';
import { placesOn, proofsOf, seriesOf, withThoseThatGoOn, type Part } from './parts-of-days.ts';
import type { StagedLines } from './staged-lines.ts';
import type { Span } from './statement-rules.ts';

/** That many days of one kind are told; more are seen in the book. */
const MOST_EMPTY_DAYS = 100;

/** A statement that was imported before. */
export interface KnownStatement extends Span {
  /** The id of the bank account. */
  readonly account: string;
}

/** The earlier statements of some accounts that have all that was booked on their days. */
export async function wholeStatements(
  tx: Tx,
  accounts: readonly string[],
): Promise<KnownStatement[]> {
  return tx.sql<KnownStatement[]>`
    select bank_account_id as account, from_on as from, to_on as to, opening, closing
    from bank_statements
    where whole_days and from_on is not null and to_on is not null
      and bank_account_id in (select value::uuid from jsonb_array_elements_text(
        ${JSON.stringify(accounts)}::text::jsonb))
    order by from_on, to_on`;
}

/**
 * The days on which statements of a file begin before the first of their account, where that is
 * signed off: what is before the first statement is in its opening balance, so an earlier one would
 * change what was signed. To be asked before the statements are added.
 */
export async function daysBeforeTheFirst(
  tx: Tx,
  statements: readonly ReadStatement[],
): Promise<{ account: string; day: string }[]> {
  const through = await signedOffThrough(
    tx,
    statements.map(({ account }) => account.id),
  );
  if (through.size === 0) return [];
  const rows = statements
    .filter(({ account }) => through.has(account.id))
    .map(({ account, from: day }) => ({ account: account.id, day }));
  return tx.sql<{ account: string; day: string }[]>`
    select distinct f.account, f.day
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as f(account uuid, day date)
    where f.day < (select min(from_on) from bank_statements where bank_account_id = f.account)
    order by f.account, f.day`;
}

/** Until which day each of some accounts is signed off, for those that are. */
async function signedOffThrough(
  tx: Tx,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.sql<{ account: string; through: string }[]>`
    select s.bank_account_id as account, max(s.through_on) as through
    from bank_sign_offs s
    join bank_sign_off_approvals a on a.sign_off_id = s.id
    where not exists (select from bank_sign_off_reopenings r where r.sign_off_id = s.id)
      and s.bank_account_id in (select value::uuid from jsonb_array_elements_text(
        ${JSON.stringify(accounts)}::text::jsonb))
    group by s.bank_account_id`;
  return new Map(rows.map(({ account, through }) => [account, through]));
}

/** Learns what is known of a file's accounts. */
export async function circumstancesOf(
  tx: Tx,
  staged: StagedLines,
  {
    format,
    statements,
    before,
  }: {
    readonly format: string;
    readonly statements: readonly ReadStatement[];
    readonly before: readonly KnownStatement[];
  },
): Promise<Circumstances> {
  const accounts = [...new Set(statements.map(({ account }) => account.id))];
  const through = await signedOffThrough(tx, accounts);
  const days = await daysWithLines(tx, extents(staged, statements));
  const known = new Set(days.map(({ account, day }) => `${day} ${account}`));
  const whole = statements
    .filter(({ wholeDays }) => wholeDays)
    .map((one): Part => ({ ...one, account: one.account.id }));
  const goOn = await thoseThatGoOn(tx, whole, before);
  const coveredNow = coverage(whole);
  const coveredBefore = coverage(before);
  const isWholeTwice = (account: string, day: string): boolean =>
    coveredBefore(account, day).length > 0 &&
    coveredNow(account, day).some(({ id }) => !goOn(day).has(id));
  const here = new Set(staged.days().map(({ account, day }) => `${day} ${account}`));
  const emptyDays = days
    .filter(({ account, day }) => !here.has(`${day} ${account}`) && isWholeTwice(account, day))
    .slice(0, MOST_EMPTY_DAYS);
  return {
    emptyDays,
    isWholeTwice,
    goOn,
    placesOn: placesOf(whole, coveredNow),
    hasLines: (account, day) => known.has(`${day} ${account}`),
    isSignedOff: (account, day) => day <= (through.get(account) ?? ''),
    family: format.split('.')[0]!,
  };
}

/** The first and the last day of each account that has a line, or is in a statement of whole days. */
function extents(
  staged: StagedLines,
  statements: readonly ReadStatement[],
): { account: string; first: string; last: string }[] {
  const days = staged.days().map(({ account, day }) => ({ account, day }));
  for (const { account, from, to, wholeDays } of statements) {
    if (!wholeDays) continue;
    for (const day of [from, to]) if (day !== null) days.push({ account: account.id, day });
  }
  const byAccount = Map.groupBy(days, ({ account }) => account);
  return [...byAccount].map(([account, list]) => {
    const sorted = list.map(({ day }) => day).sort();
    return { account, first: sorted[0]!, last: sorted.at(-1)! };
  });
}

type Covering<S> = (account: string, day: string) => readonly S[];

/** Which of some spans of days have a day of an account. */
function coverage<S extends KnownStatement>(spans: readonly S[]): Covering<S> {
  const byAccount = Map.groupBy(spans, ({ account }) => account);
  return (account, day) =>
    (byAccount.get(account) ?? []).filter(
      ({ from, to }) => from !== null && to !== null && from <= day && day <= to,
    );
}

const NONE: ReadonlySet<string> = new Set();

/** Which statements of the file have lines of a day that are none of those that are known. */
async function thoseThatGoOn(
  tx: Tx,
  whole: readonly Part[],
  before: readonly KnownStatement[],
): Promise<Circumstances['goOn']> {
  const proved = await provedDays(tx, proofsOf(whole, before));
  const byDay = Map.groupBy(withThoseThatGoOn(whole, proved), ({ day }) => day);
  const ids = new Map(
    [...byDay].map(([day, those]) => [day, new Set(those.map(({ statement }) => statement))]),
  );
  return (day) => ids.get(day) ?? NONE;
}

/** Where the statements that have a day stand, if two of them have the same lines of it. */
function placesOf(whole: readonly Part[], covering: Covering<Part>): Circumstances['placesOn'] {
  const series = seriesOf(whole);
  return (account, day) => placesOn(covering(account, day), series);
}
