import { addWorkingDays } from '../../calendar.ts';
import { decideAloneOnAll } from '../../database/lock.ts';
import type { Tx, Fragment } from '../../database/transactions.ts';
import { noteRules, rulesOn } from '../../law/store.ts';
import { recordDecisions } from '../../ledger/decision.ts';
import { postFrom } from '../../ledger/post.ts';
import { LedgerRefusal } from '../../ledger/refusals.ts';
import { joiningWhole } from '../../database/whole-tables.ts';
import { undo } from '../release-store.ts';
import type { Return } from './rules.ts';

/** Where returns come from: a file, or somebody who was told. */
export interface Advice {
  /** The day on which the bank said so. */
  readonly advisedOn: Temporal.PlainDate;
  readonly answerId: string | null;
  /** The file's SHA-256 in hexadecimal. */
  readonly sha256: string | null;
  /** Throws the ledger's refusal where anything is not covered. */
  readonly allOrNone?: boolean;
}

/** A credit that came back, as it was recorded. */
export interface RecordedReturn extends Return {
  /** By when the money should be there; null for one that never left. */
  readonly expectedOn: string | null;
}

/**
 * Records that credits were rejected or come back: every item of them is undone, so that it is due
 * again, and its money goes back from what is held to what is in transit, and from drawn to
 * committed. What was held and has been spent since cannot go back: such a credit is left as it is.
 *
 * @returns those recorded, and those that what is held does not cover
 */
export async function recordReturns(
  tx: Tx,
  returns: readonly Return[],
  advice: Advice,
): Promise<{ recorded: RecordedReturn[]; notCovered: Return[] }> {
  if (returns.length === 0) return { recorded: [], notCovered: [] };
  // Nobody makes a file of the whole run meanwhile, or records which one was sent.
  const runs = new Set(returns.map(({ payRunId }) => `pay run ${payRunId}`));
  await decideAloneOnAll(tx, [...runs]);
  const covered = await postCovered(tx, returns, advice);
  const kept = returns.filter((one) => covered.has(one.creditId));
  const notCovered = returns.filter((one) => !covered.has(one.creditId));
  return { recorded: await keep(tx, kept, advice), notCovered };
}

/**
 * Posts what comes back in one statement. Where some of it is not covered, the last credits that
 * touch what is short are left out, and the others are posted again.
 */
async function postCovered(
  tx: Tx,
  returns: readonly Return[],
  advice: Advice,
): Promise<ReadonlySet<string>> {
  const remaining = new Map(returns.map((one) => [one.creditId, one]));
  while (remaining.size > 0) {
    await tx.sql`savepoint bounced`;
    try {
      await postFrom(tx, bounces(tx, [...remaining.values()], advice));
      await tx.sql`release savepoint bounced`;
      return new Set(remaining.keys());
    } catch (error) {
      const short = sharesShort(error);
      if (advice.allOrNone === true) throw error;
      await tx.sql`rollback to savepoint bounced`;
      const last = await lastTouching(tx, [...remaining.values()], short);
      if (last.length === 0) throw error;
      for (const creditId of last) remaining.delete(creditId);
    }
  }
  return new Set();
}

/** The shares whose money is not there any more, if that is what stands in the way. */
function sharesShort(error: unknown): string[] {
  if (!(error instanceof LedgerRefusal) || error.refusal.type !== 'not-covered') throw error;
  return error.refusal.shortfalls.map(({ account }) => account.slice(account.indexOf(':') + 1));
}

/** Of each share, the last of the credits that it paid. */
async function lastTouching(
  tx: Tx,
  returns: readonly Return[],
  shares: readonly string[],
): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select distinct on (s.share_id) b.id
    from (${asked(tx, returns)}) as b
    join pay_run_items i on i.credit_id = b.id
    join pay_run_item_shares s on s.item_id = i.id
    where s.share_id in (select value::uuid
      from jsonb_array_elements_text(${JSON.stringify(shares)}::text::jsonb))
    order by s.share_id, b.line desc, b.id`;
  return rows.map((row) => row.id);
}

const asked = ({ sql }: Tx, returns: readonly Return[]): Fragment => sql`
  select "creditId" as id, line, how from jsonb_to_recordset(${JSON.stringify(
    returns.map(({ creditId, line, how }) => ({ creditId, line, how })),
  )}::text::jsonb) as b("creditId" uuid, line int, how text)`;

/** The items of credits that still stand. */
const itemsBack = (tx: Tx, returns: readonly Return[]): Fragment => tx.sql`
  select i.*, b.how from (${asked(tx, returns)}) as b
  join pay_run_items i on i.credit_id = b.id
  where not exists (select from undone_items u where u.item_id = i.id)`;

/**
 * An entry for each item, the mirror of that of its release. It takes effect when the bank said so,
 * but not before the day for which the payment itself is in the books.
 */
function bounces(tx: Tx, returns: readonly Return[], { advisedOn }: Advice): Fragment {
  return tx.sql`
    select row_number() over (order by p.reference, p.pay_run_id)::int as n,
      'bounced:' || p.id as key, k.id as kind,
      greatest(${advisedOn.toString()}::date, c.value_on) as day, p.how as reason,
      null::bigint as reverses, null::bytea as evidence, (x.line * 2 - side.n)::smallint as line,
      case side.n when 1 then dr.id else he.id end as from_account,
      case side.n when 1 then co.id else it.id end as to_account, x.amount
    from (${itemsBack(tx, returns)}) as p
    join pay_run_credits c on c.id = p.credit_id
    join arrangements a on a.id = p.arrangement_id
    join entry_kinds k on k.name = 'bounced'
    join (
      select v.item_id, s.id, s.source, v.amount,
        row_number() over (partition by v.item_id order by s.position) as line
      from pay_run_item_shares v join shares s on s.id = v.share_id
      where v.item_id in (select id from (${itemsBack(tx, returns)}) as b)
    ) as x on x.item_id = p.id
    join account_classes ic on ic.name = 'in_transit'
    join accounts it on it.class = ic.id and it.subject = p.pay_run_id
    join account_classes cc on cc.name = 'committed/' || a.kind || '/' || x.source
    join accounts co on co.class = cc.id and co.subject = x.id
    join account_classes dc on dc.name = 'drawn/' || a.kind || '/' || x.source
    join accounts dr on dr.class = dc.id and dr.subject = x.id
    join account_classes hc on hc.name = 'held/' || a.kind || '/' || x.source
    join accounts he on he.class = hc.id and he.subject = x.id
    cross join (values (1), (0)) as side(n)`;
}

async function keep(tx: Tx, returns: readonly Return[], advice: Advice): Promise<RecordedReturn[]> {
  if (returns.length === 0) return [];
  const { sql, scope } = tx;
  const backAs = (how: Return['how']): Fragment =>
    sql`select i.* from (${itemsBack(tx, returns)}) as i where i.how = ${how}`;
  await joiningWhole(tx, async () => {
    await undo(tx, backAs('rejected'), 'rejected');
    await undo(tx, backAs('returned'), 'bounced');
  });
  const rules = await rulesOn(tx, scope.today);
  const days = Number(rules.rule('returned_credit_arrives').value);
  const arrives = addWorkingDays(advice.advisedOn, days).toString();
  const recorded = returns.map((one) => ({
    ...one,
    expectedOn: one.how === 'returned' ? arrives : null,
  }));
  const advisedOn = advice.advisedOn.toString();
  const entries = await recordDecisions(
    tx,
    recorded.map((one) => ({
      key: `returned_credit:${one.creditId}`,
      reason: one.how === 'returned' ? 'credit_returned' : 'credit_rejected',
      fields: returnFields({ ...one, advisedOn, sha256: advice.sha256, recordedBy: scope.user }),
    })),
  );
  const back = entries.filter((_entry, n) => recorded[n]!.how === 'returned');
  if (back.length > 0) await noteRules(tx, back, rules.used());
  const rows = recorded.map((one, n) => ({ ...one, entry: entries[n] }));
  await sql`
    insert into returned_credits (credit_id, pay_run_id, how, code, amount, advised_on, expected_on,
      answer_id, recorded_by, entry_id)
    select "creditId", "payRunId", how, code, amount, ${advisedOn}::date, "expectedOn",
      ${advice.answerId}, ${scope.user}, entry
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r("creditId" uuid,
      "payRunId" uuid, how text, code text, amount numeric, "expectedOn" date, entry bigint)`;
  return recorded;
}

/** What the digest of a returned credit is made of. */
export interface ReturnFacts {
  readonly creditId: string;
  readonly payRunId: string;
  readonly how: string;
  readonly code: string;
  readonly amount: string;
  readonly advisedOn: string;
  readonly expectedOn: string | null;
  readonly sha256: string | null;
  readonly recordedBy: string;
}

/** The fields that the digest of a returned credit covers, in order. */
export function returnFields(facts: ReturnFacts): (string | null)[] {
  const { creditId, payRunId, how, code, amount, advisedOn, expectedOn, sha256, recordedBy } =
    facts;
  return [
    'returned-credit-1',
    creditId,
    payRunId,
    how,
    code,
    amount,
    advisedOn,
    expectedOn,
    sha256,
    recordedBy,
  ];
}
