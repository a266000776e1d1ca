import { randomUUID } from 'node:crypto';
import type { Tx } from '../database/transactions.ts';
import { joiningWhole } from '../database/whole-tables.ts';
import { findAccounts } from '../ledger/accounts.ts';
import { recordDecisions } from '../ledger/decision.ts';
import { evidenceOf } from '../ledger/evidence.ts';
import { post } from '../ledger/post.ts';
import { money } from '../money.ts';
import { rechargeLinesOf, type RechargeSpan } from './recharge-lines.ts';
import type { PartnerRow } from './store.ts';

type State = 'drawn_up' | 'issued' | 'withdrawn';

/** A recharge as it is shown. Amounts are pounds as text, dates and moments too. */
export interface RechargeRow {
  readonly id: string;
  readonly partnerId: string;
  readonly number: number;
  readonly state: State;
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly settled: string;
  readonly lines: number;
  readonly drawnUpBy: string;
  readonly issuedOn: string | null;
  readonly issuedAt: string | null;
  readonly dueOn: string | null;
  readonly withdrawnBecause: string | null;
  readonly entry: string | null;
}

/** Recharges of a partner, newest first, or one. Whoever decides for a partner sees issued ones. */
export async function listRecharges(
  tx: Tx,
  by:
    | { readonly id: string }
    | { readonly partnerId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<RechargeRow[]> {
  const { sql, scope } = tx;
  const wanted =
    'id' in by
      ? sql`r.id = ${by.id}`
      : sql`r.funder_id = ${by.partnerId} and r.number < ${by.after ?? '2147483647'}::int`;
  return sql<RechargeRow[]>`
    select r.id, r.funder_id as "partnerId", r.number, r.from_on as from, r.to_on as to, r.amount,
      r.lines, r.drawn_up_by as "drawnUpBy", i.issued_on as "issuedOn",
      to_json(i.issued_at) #>> '{}' as "issuedAt", i.due_on as "dueOn",
      w.reason as "withdrawnBecause", i.entry_id as entry,
      coalesce((select sum(s.amount) from recharge_settlements s where s.recharge_id = r.id), 0.00)
        as settled,
      case when i.recharge_id is not null then 'issued' when w.recharge_id is not null
        then 'withdrawn' else 'drawn_up' end as state
    from recharges r
    left join recharge_issues i on i.recharge_id = r.id
    left join recharge_withdrawals w on w.recharge_id = r.id
    where ${wanted} and (${scope.funder === undefined} or i.recharge_id is not null)
    order by r.number desc limit ${'limit' in by ? by.limit + 1 : 1}`;
}

/** Where a partner's next recharge begins, its number, and one that is drawn up and waits. */
export async function nextRecharge(
  { sql }: Tx,
  partner: PartnerRow,
): Promise<{ from: Temporal.PlainDate; number: number; waiting: number | null }> {
  const [row] = await sql<{ from: string; number: number; waiting: number | null }[]>`
    select coalesce(max(r.to_on) filter (where i.recharge_id is not null) + 1, ${partner.sinceOn})
        as from,
      coalesce(max(r.number), 0) + 1 as number,
      max(r.number) filter (where i.recharge_id is null and w.recharge_id is null) as waiting
    from recharges r
    left join recharge_issues i on i.recharge_id = r.id
    left join recharge_withdrawals w on w.recharge_id = r.id
    where r.funder_id = ${partner.id}`;
  return { ...row!, from: Temporal.PlainDate.from(row!.from) };
}

/**
 * Draws up a recharge with all its lines by one statement, and posts nothing.
 * @returns its id, or null where there is nothing new to recharge
 */
export async function drawUp(
  tx: Tx,
  partner: PartnerRow,
  plan: { from: Temporal.PlainDate; to: Temporal.PlainDate; number: number },
): Promise<string | null> {
  const id: string = randomUUID();
  const span = spanOf(partner, plan.to.toString());
  const [added] = await joiningWhole(
    tx,
    () => tx.sql<{ lines: number }[]>`
      with found as materialized (${rechargeLinesOf(tx, span)}), made as (
        insert into recharges (id, funder_id, number, from_on, to_on, amount, lines, drawn_up_by)
        select ${id}, ${partner.id}, ${plan.number}, ${plan.from.toString()}, ${span.to},
          sum(amount), count(*), ${tx.scope.user}
        from found having count(*) > 0
      ), written as (
        insert into recharge_lines (recharge_id, share_id, arrangement_id, beneficiary_id, spent,
          part, paid_by_partner, before, amount)
        select ${id}, share_id, arrangement_id, beneficiary_id, spent, part, paid_by_partner, before,
          amount
        from found
      )
      select count(*)::int as lines from found`,
  );
  return added!.lines === 0 ? null : id;
}

const spanOf = ({ id, sinceOn }: PartnerRow, to: string): RechargeSpan => ({
  funderId: id,
  sinceOn,
  to,
});

/** How many lines are no longer what was drawn up, and what the recharge would be now. */
export async function changedSince(
  tx: Tx,
  partner: PartnerRow,
  recharge: RechargeRow,
): Promise<{ lines: number; amount: string }> {
  const [row] = await joiningWhole(
    tx,
    () => tx.sql<{ lines: number; amount: string }[]>`
      with found as materialized (${rechargeLinesOf(tx, spanOf(partner, recharge.to))})
      select count(*) filter (where (f.spent, f.part, f.paid_by_partner, f.before)
          is distinct from (l.spent, l.part, l.paid_by_partner, l.before))::int as lines,
        coalesce(sum(f.amount), 0.00) as amount
      from found f
      full join (select * from recharge_lines where recharge_id = ${recharge.id}) as l
        on l.share_id = f.share_id`,
  );
  return row!;
}

/** The facts that the digest of an issue covers: the recharge's, and a digest of its lines. */
export interface IssueRecord {
  readonly rechargeId: string;
  readonly partnerId: string;
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly lines: string;
  readonly issuedBy: string;
  readonly issuedOn: string;
  readonly dueOn: string;
}

export function issueFields(one: IssueRecord): (string | null)[] {
  return [
    'recharge-issue-1',
    one.rechargeId,
    one.partnerId,
    one.from,
    one.to,
    one.amount,
    one.lines,
    one.issuedBy,
    one.issuedOn,
    one.dueOn,
  ];
}

/** The SHA-256, in hex, of the lines of recharges `r`: their shares and amounts in order. */
export function digestOfLines({ sql }: Tx) {
  return sql`(select encode(sha256(convert_to(string_agg(concat_ws('|', l.share_id, l.spent, l.part,
      l.paid_by_partner, l.before, l.amount), ';' order by l.share_id), 'UTF8')), 'hex')
    from recharge_lines l where l.recharge_id = r.id)`;
}

/**
 * Issues a recharge: the partner owes it, or is owed it where it is below zero, from its last day.
 * @returns the entry's id
 */
export async function issue(
  tx: Tx,
  partner: PartnerRow,
  recharge: RechargeRow,
  dueOn: Temporal.PlainDate,
): Promise<string> {
  const [digest] = await tx.sql<{ lines: string }[]>`
    select ${digestOfLines(tx)} as lines from recharges r where r.id = ${recharge.id}`;
  const record: IssueRecord = {
    ...recharge,
    rechargeId: recharge.id,
    partnerId: partner.id,
    lines: digest!.lines,
    issuedBy: tx.scope.user,
    issuedOn: tx.scope.today.toString(),
    dueOn: dueOn.toString(),
  };
  const entry = await postIssue(tx, partner, recharge, evidenceOf(issueFields(record)));
  await tx.sql`
    insert into recharge_issues (recharge_id, drawn_up_by, issued_by, issued_at, issued_on, due_on,
      entry_id)
    values (${recharge.id}, ${recharge.drawnUpBy}, ${record.issuedBy}, clock_timestamp(),
      ${record.issuedOn}, ${record.dueOn}, ${entry})`;
  return entry;
}

/** A recharge whose lines come to nothing moves no money, and is a decision. */
async function postIssue(
  tx: Tx,
  { id, sector }: PartnerRow,
  recharge: RechargeRow,
  evidence: Uint8Array,
): Promise<string> {
  const amount = money(recharge.amount);
  const names = [`recharge/${sector}:${id}`, `partner/${sector}:${id}`];
  const accounts = await findAccounts(tx, names);
  const [counter, owed] = names.map((name) => accounts.get(name)!) as [string, string];
  const [from, to] = amount.lt(0) ? [owed, counter] : [counter, owed];
  const key = `recharge:${recharge.id}`;
  const posted = await post(tx, [
    {
      key,
      kind: amount.isZero() ? 'decision' : 'recharge',
      effectiveOn: Temporal.PlainDate.from(recharge.to),
      reason: 'recharge_issued',
      evidence,
      transfers: amount.isZero() ? [] : [{ from, to, amount: amount.abs() }],
    },
  ]);
  return posted.ids.get(key)!;
}

/** The facts that the digest of a withdrawal covers. */
export function withdrawalFields(one: {
  readonly rechargeId: string;
  readonly withdrawnBy: string;
  readonly reason: string;
}): (string | null)[] {
  return ['recharge-withdrawal-1', one.rechargeId, one.withdrawnBy, one.reason];
}

/** Withdraws a recharge that was drawn up and not issued. */
export async function withdraw(tx: Tx, rechargeId: string, reason: string): Promise<void> {
  const fields = withdrawalFields({ rechargeId, withdrawnBy: tx.scope.user, reason });
  const [entry] = await recordDecisions(tx, [
    { key: `recharge_withdrawal:${rechargeId}`, reason: 'recharge_withdrawn', fields },
  ]);
  await tx.sql`
    insert into recharge_withdrawals (recharge_id, withdrawn_by, reason, entry_id)
    values (${rechargeId}, ${tx.scope.user}, ${reason}, ${entry!})`;
}

/** A line of a recharge: a person by reference, an arrangement, and figures in pounds as text. */
export interface LineRow {
  readonly shareId: string;
  readonly arrangementId: string;
  readonly person: string | null;
  readonly spent: string;
  readonly part: string;
  readonly paidByPartner: string;
  readonly before: string;
  readonly amount: string;
}

/** The lines of a recharge as a query, in the order of persons and shares, after a cursor. */
export function linesQuery({ sql }: Tx, rechargeId: string, after?: string) {
  const [, reference = '', share] = /^(.*)_(.{36})$/s.exec(after ?? '') ?? [];
  return sql<LineRow[]>`
    select l.share_id as "shareId", l.arrangement_id as "arrangementId", b.reference as person,
      l.spent, l.part, l.paid_by_partner as "paidByPartner", l.before, l.amount
    from recharge_lines l left join beneficiaries b on b.id = l.beneficiary_id
    where l.recharge_id = ${rechargeId}
      ${share === undefined ? sql`` : sql`and (coalesce(b.reference, ''), l.share_id) > (${reference}, ${share}::uuid)`}
    order by coalesce(b.reference, ''), l.share_id`;
}

/** Where a page of lines ends. */
export const lineCursor = (row: LineRow): string => `${row.person ?? ''}_${row.shareId}`;

/** What the lines of a recharge add up to. */
export async function totalsOf({ sql }: Tx, rechargeId: string) {
  const [row] = await sql<Omit<LineRow, 'shareId' | 'arrangementId' | 'person'>[]>`
    select sum(spent) as spent, sum(part) as part, sum(paid_by_partner) as "paidByPartner",
      sum(before) as before, sum(amount) as amount
    from recharge_lines where recharge_id = ${rechargeId}`;
  return row!;
}
