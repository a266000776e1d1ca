import type { Fragment, Tx } from '../../database/transactions.ts';
import type { RulesInForce } from '../../law/rules.ts';
import { money, toText } from '../../money.ts';
import { gapsIn, type Gap, type Span } from './rules.ts';
import { changedSince } from './signed-off.ts';
import { andBegun, andDone, andRecorded, type Then } from './then.ts';

/** Where a bank account stands, as far as its exceptions depend on it. Days are ISO text. */
export interface Standing {
  readonly id: string;
  /** The last day that is signed off, by which sign-off, and what the ledger had then. */
  readonly through: string | null;
  readonly signOffId: string | null;
  readonly signOffEntry: string | null;
  readonly ledger: string | null;
  /** The end of its last statement, and the first day for which it paid. */
  readonly statementTo: string | null;
  readonly paidSince: string | null;
}

/** One bank account, or all of them; as they stand, or as they stood. */
export async function standingsOf(
  tx: Tx,
  bankAccountId: string | null,
  then?: Then,
): Promise<Standing[]> {
  const { sql } = tx;
  const done = (moment: Fragment, entry: Fragment) => andDone(tx, then, { moment, entry });
  return sql<Standing[]>`
    select b.id, s.through_on as through, s.id as "signOffId",
      s.entry_id as "signOffEntry", s.ledger, t.to_on as "statementTo",
      r.value_on as "paidSince"
    from bank_accounts b
    left join lateral (
      select s.id, s.entry_id, s.through_on, s.ledger
      from bank_sign_offs s join bank_sign_off_approvals a on a.sign_off_id = s.id
      where s.bank_account_id = b.id ${done(sql`a.approved_at`, sql`a.entry_id`)}
        and not exists (select from bank_sign_off_reopenings o where o.sign_off_id = s.id
          ${done(sql`o.reopened_at`, sql`o.entry_id`)})
      order by s.through_on desc, a.approved_at desc limit 1) as s on true
    left join lateral (
      select max(s.to_on) as to_on from bank_statements s
      where s.bank_account_id = b.id and s.whole_days ${andBegun(tx, then)}) as t on true
    left join lateral (
      select min(r.value_on) as value_on
      from pay_runs r join pay_run_releases p on p.pay_run_id = r.id
      where r.bank_account_id = b.id ${andRecorded(tx, then, sql`p.released_at`)}
        and not exists (select from pay_run_withdrawals w where w.pay_run_id = r.id
          ${done(sql`w.withdrawn_at`, sql`w.entry_id`)})) as r on true
    where b.id = coalesce(${bankAccountId}::uuid, b.id)
    order by b.id`;
}

/** An exception about statements or about a sign-off, and not about a line. */
export interface OfStatements {
  readonly kind: 'missing_statement' | 'gap' | 'signed_off_changed';
  readonly subject: string;
  readonly bankAccountId: string;
  readonly amount: string | null;
  readonly since: string;
  /** What was expected and what was found, as amounts. */
  readonly expected: string | null;
  readonly found: string | null;
  readonly statementIds: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
}

/** All such exceptions of some accounts. */
export async function exceptionsOfStatements(
  tx: Tx,
  standings: readonly Standing[],
  rules: RulesInForce,
  then?: Then,
): Promise<OfStatements[]> {
  const today = tx.scope.today;
  const spans = Map.groupBy(await spansOf(tx, standings, then), (span) => span.bankAccountId);
  return [
    ...standings.flatMap((one) => missingStatement(one, rules, today)),
    ...standings.flatMap((one) => {
      const gaps = gapsIn(spans.get(one.id) ?? []);
      const since = gaps.filter(({ after }) => one.through === null || after.to > one.through);
      return since.map((gap) => exceptionOfGap(one.id, gap));
    }),
    ...(await changedSince(tx, standings, then)),
  ];
}

/** The next statement of an account is missing so long after the end of the last, or its first. */
export function missingStatement(
  { id, statementTo, paidSince }: Standing,
  rules: RulesInForce,
  today: Temporal.PlainDate,
): OfStatements[] {
  const last = statementTo ?? paidSince;
  if (last === null) return [];
  const expectedOn = rules.after(Temporal.PlainDate.from(last), 'statement_expected');
  if (Temporal.PlainDate.compare(expectedOn, today) >= 0) return [];
  return [
    {
      kind: 'missing_statement',
      subject: `${id}:${last}`,
      bankAccountId: id,
      amount: null,
      since: expectedOn.toString(),
      expected: null,
      found: null,
      statementIds: [],
      from: last,
      to: today.toString(),
    },
  ];
}

function exceptionOfGap(bankAccountId: string, { before, after, closing, opening }: Gap) {
  return {
    kind: 'gap',
    subject: after.id,
    bankAccountId,
    amount: toText(money(opening).minus(money(closing)).abs()),
    since: after.from,
    expected: closing,
    found: opening,
    statementIds: [before.id, after.id],
    from: before.to,
    to: after.from,
  } satisfies OfStatements;
}

/** Statements since the sign-off of each account, and the last before, in order of their days. */
async function spansOf(tx: Tx, standings: readonly Standing[], then: Then | undefined) {
  const input = standings.map(({ id, through }) => ({ id, through }));
  return tx.sql<(Span & { bankAccountId: string })[]>`
    select s.id, s.bank_account_id as "bankAccountId", s.from_on as from, s.to_on as to, s.opening,
      s.closing
    from jsonb_to_recordset(${JSON.stringify(input)}::text::jsonb) as a(id uuid, through date)
    cross join lateral (
      select max(s.to_on) as to_on from bank_statements s
      where s.bank_account_id = a.id and s.whole_days and s.to_on <= a.through
        ${andBegun(tx, then)}) as before
    join bank_statements s on s.bank_account_id = a.id and s.whole_days
      and s.to_on >= coalesce(before.to_on, '-infinity')
    where s.from_on is not null ${andBegun(tx, then)}
    order by s.from_on, s.to_on, s.id`;
}
