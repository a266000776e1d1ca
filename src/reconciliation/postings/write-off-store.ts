import { randomUUID } from 'node:crypto';
import type { Fragment, Tx } from '../../database/transactions.ts';
import { noteRules } from '../../law/store.ts';
import type { Rule } from '../../law/rules.ts';
import { findAccounts } from '../../ledger/accounts.ts';
import { recordDecisions } from '../../ledger/decision.ts';
import { post } from '../../ledger/post.ts';
import { money, toText, type Decimal } from '../../money.ts';
import type { BankLine } from '../line-store.ts';
import { matchPairs } from '../matching/pair-store.ts';
import { movedBy } from './posting-store.ts';
import type { WriteOffReason, WriteOffState } from './write-off-rules.ts';

/** The facts that the digest of a request covers. Amounts are text, in pounds. */
export interface WriteOffFacts {
  readonly id: string;
  readonly lineId: string;
  readonly amount: string;
  readonly reason: string;
  readonly note: string;
  readonly askedBy: string;
}

export const writeOffFields = (one: WriteOffFacts): string[] => [
  'write-off-1',
  one.id,
  one.lineId,
  one.amount,
  one.reason,
  one.note,
  one.askedBy,
];

/** The facts that the digest of a decision about it covers. */
export interface WriteOffDecisionFacts {
  readonly id: string;
  readonly approved: boolean;
  readonly decidedBy: string;
  readonly matchId: string | null;
}

export const writeOffDecisionFields = (one: WriteOffDecisionFacts): (string | null)[] => [
  'write-off-decision-1',
  one.id,
  one.approved ? 'approved' : 'refused',
  one.decidedBy,
  one.matchId,
];

/** What of a line waits to be decided, and what was written off and not taken back, in pounds. */
export async function writtenOffOf(
  tx: Tx,
  lineId: string,
): Promise<{ waiting: Decimal; writtenOff: Decimal }> {
  const [row] = await tx.sql<{ waiting: string; writtenOff: string }[]>`
    select coalesce(sum(w.amount) filter (where d.write_off_id is null), 0.00) as waiting,
      coalesce(sum(w.amount) filter (where d.approved and u.id is null), 0.00) as "writtenOff"
    from write_offs w
    left join write_off_decisions d on d.write_off_id = w.id
    left join matches u on u.undoes = d.match_id
    where w.line_id = ${lineId}`;
  return { waiting: money(row!.waiting), writtenOff: money(row!.writtenOff) };
}

/** Asks that so much of a line is given up, and notes the rules that this rests on. @returns its id */
export async function askWriteOff(
  tx: Tx,
  line: BankLine,
  asked: { amount: Decimal; reason: WriteOffReason; note: string; rules: readonly Rule[] },
): Promise<string> {
  const facts: WriteOffFacts = {
    id: randomUUID(),
    lineId: line.id,
    amount: toText(asked.amount),
    reason: asked.reason,
    note: asked.note,
    askedBy: tx.scope.user,
  };
  const fields = writeOffFields(facts);
  const key = `write_off:${facts.id}`;
  const [entry] = await recordDecisions(tx, [{ key, reason: 'write_off_asked', fields }]);
  await noteRules(tx, [entry!], asked.rules);
  await tx.sql`
    insert into write_offs (id, bank_account_id, line_id, line_amount, amount, reason, note,
      asked_by, asked_at, entry_id)
    values (${facts.id}, ${line.bankAccountId}, ${line.id}, ${line.amount}, ${facts.amount},
      ${facts.reason}, ${facts.note}, ${facts.askedBy}, clock_timestamp(), ${entry!})`;
  return facts.id;
}

/** Gives up what was asked for: posts it on the line's booking day and matches it with the line. */
async function giveUp(tx: Tx, line: BankLine, one: WriteOffRow): Promise<string> {
  const amount = money(one.amount);
  const move = movedBy(line, 'charges', amount);
  const accounts = await findAccounts(tx, [move.from, move.to]);
  const key = `line_written_off:${one.id}`;
  const transfer = { from: accounts.get(move.from)!, to: accounts.get(move.to)!, amount };
  const effectiveOn = Temporal.PlainDate.from(line.bookedOn);
  const kind = 'line_written_off';
  const posted = await post(tx, [
    { key, kind, effectiveOn, reason: one.reason, transfers: [transfer] },
  ]);
  const expected = `entry:${posted.ids.get(key)!}`;
  const pair = { lineId: line.id, expected, amount, kind: 'posting' as const };
  const [matchId] = await matchPairs(tx, [pair], () => 'line');
  return matchId!;
}

/** Decides on a write-off as a second person; what is approved is given up at once. */
export async function decideWriteOff(
  tx: Tx,
  line: BankLine,
  one: WriteOffRow,
  decided: { approved: boolean; rules: readonly Rule[] },
): Promise<void> {
  const { approved } = decided;
  const matchId = approved ? await giveUp(tx, line, one) : null;
  const fields = writeOffDecisionFields({
    id: one.id,
    approved,
    decidedBy: tx.scope.user,
    matchId,
  });
  const reason = approved ? 'write_off_approved' : 'write_off_refused';
  const key = `write_off_decision:${one.id}`;
  const [entry] = await recordDecisions(tx, [{ key, reason, fields }]);
  await noteRules(tx, [entry!], decided.rules);
  await tx.sql`
    insert into write_off_decisions (write_off_id, asked_by, decided_by, decided_at, approved,
      match_id, entry_id)
    values (${one.id}, ${one.askedBy}, ${tx.scope.user}, clock_timestamp(), ${approved},
      ${matchId}, ${entry!})`;
}

/** A write-off as it is shown. Amounts are text, in pounds. */
export interface WriteOffRow extends WriteOffFacts {
  readonly bankAccountId: string;
  readonly bookedOn: string;
  readonly lineAmount: string;
  readonly state: WriteOffState;
  readonly askedAt: string;
  readonly entry: string;
  readonly decision: {
    readonly approved: boolean;
    readonly decidedBy: string;
    readonly decidedAt: string;
    readonly matchId: string | null;
    readonly undone: boolean;
    readonly entry: string;
  } | null;
}

type Which =
  | { readonly id: string }
  | {
      readonly state?: WriteOffState | undefined;
      readonly bankAccount?: string | undefined;
      readonly after?: string | undefined;
      readonly limit: number;
    };

/** Write-offs, the last that was asked for first; as many as asked for and one more, or one. */
export async function listWriteOffs(tx: Tx, by: Which): Promise<WriteOffRow[]> {
  const { sql } = tx;
  const state = sql`case when d.write_off_id is null then 'asked' when d.approved then 'approved'
    else 'refused' end`;
  return sql<WriteOffRow[]>`
    select w.id, w.bank_account_id as "bankAccountId", w.line_id::text as "lineId",
      l.booked_on as "bookedOn", w.line_amount as "lineAmount", w.amount, w.reason, w.note,
      w.asked_by as "askedBy", to_json(w.asked_at) #>> '{}' as "askedAt", w.entry_id as entry,
      ${state} as state,
      case when d.write_off_id is not null then jsonb_build_object('approved', d.approved,
        'decidedBy', d.decided_by, 'decidedAt', to_json(d.decided_at) #>> '{}',
        'matchId', d.match_id, 'undone', u.id is not null, 'entry', d.entry_id::text) end as decision
    from write_offs w join bank_lines l on l.id = w.line_id
    left join write_off_decisions d on d.write_off_id = w.id
    left join matches u on u.undoes = d.match_id
    where ${'id' in by ? sql`w.id = ${by.id}` : whereOf(tx, by, state)}
    order by w.entry_id desc limit ${'id' in by ? 1 : by.limit + 1}`;
}

function whereOf(
  { sql }: Tx,
  { state, bankAccount, after }: Exclude<Which, { id: string }>,
  is: Fragment,
) {
  return sql`true
    ${state === undefined ? sql`` : sql`and ${is} = ${state}`}
    ${bankAccount === undefined ? sql`` : sql`and w.bank_account_id = ${bankAccount}`}
    ${after === undefined ? sql`` : sql`and w.entry_id < ${after}::bigint`}`;
}
