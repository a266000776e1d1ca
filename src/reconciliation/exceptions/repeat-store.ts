import { decideAlone } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { recordDecisions } from '../../ledger/decision.ts';
import { Problem, notFound, refuseFaults } from '../../problem.ts';
import { matchPairs } from '../matching/pair-store.ts';
import { setAside } from './query-lines.ts';
import { whyNoRepeat, type LineFacts, type Repeat } from './repeat-rules.ts';
import { addStep, aloneAbout } from './steps.ts';

/** A line that repeats another, or was thought to. */
export interface RepeatedLine {
  readonly lineId: string;
  readonly ofLineId: string;
  readonly state: 'suspected' | 'set_aside' | 'two_lines';
  readonly matchId: string | null;
}

/** What is known of a line, and of what it may repeat. */
interface Known extends LineFacts {
  readonly matched: boolean;
  readonly suspectedOf: string | null;
  readonly dismissed: boolean;
  readonly setAside: boolean;
}

/**
 * Sets a line aside because it is the same as another: it is matched with itself as a repeat, and
 * no money moves. A reason is a note about the exception. Undoing that match takes it back.
 */
export async function repeatLine(
  tx: Tx,
  lineId: string,
  { of, reason }: { readonly of?: string | undefined; readonly reason?: string | undefined },
): Promise<RepeatedLine> {
  const line = await decidingOn(tx, lineId);
  const ofLineId = of ?? line.suspectedOf;
  if (ofLineId === null) {
    const message = 'No other line was suspected to be the same. Name it.';
    throw new Problem('match-not-possible', message, { errors: [{ where: 'body.of', message }] });
  }
  const other = (await knownOf(tx, ofLineId)) ?? unknownLine();
  const faults = whyNoRepeat({
    line,
    matched: line.matched,
    suspectedOf: line.suspectedOf,
    of: other,
    ...(await chainFrom(tx, ofLineId, lineId)),
  });
  const why = faults.map(({ message }) => message).join(' ');
  refuseFaults('match-not-possible', `The line cannot be set aside. ${why}`, faults);
  await tx.sql`
    insert into likely_repeats (line_id, of_line_id) values (${lineId}, ${ofLineId})
    on conflict do nothing`;
  const pair = { lineId, expected: `repeat:${lineId}`, kind: 'repeat' } as const;
  const [matchId] = await matchPairs(tx, [pair], () => 'body');
  await noteReason(tx, line, reason);
  return { lineId, ofLineId, state: 'set_aside', matchId: matchId! };
}

/** The facts that the digest of a dismissal covers. */
export function dismissalFields(one: {
  readonly lineId: string;
  readonly ofLineId: string;
  readonly by: string;
}): string[] {
  return ['repeat-dismissal-1', one.lineId, one.ofLineId, one.by];
}

/** Puts on record that two lines that look alike are two. */
export async function dismissRepeat(
  tx: Tx,
  lineId: string,
  reason: string | undefined,
): Promise<RepeatedLine> {
  const line = await decidingOn(tx, lineId);
  const { suspectedOf: ofLineId } = line;
  if (ofLineId === null || line.dismissed || line.setAside) {
    throw new Problem('state-does-not-allow', whyNoDismissal(line), { state: stateOf(line) });
  }
  const by = tx.scope.user;
  const [entry] = await recordDecisions(tx, [
    {
      key: `repeat_dismissal:${lineId}`,
      reason: 'bank_line_not_a_repeat',
      fields: dismissalFields({ lineId, ofLineId, by }),
    },
  ]);
  await tx.sql`
    insert into repeat_dismissals (line_id, dismissed_by, entry_id)
    values (${lineId}, ${by}, ${entry!})`;
  await noteReason(tx, line, reason);
  return { lineId, ofLineId, state: 'two_lines', matchId: null };
}

const stateOf = (line: Known): string => {
  if (line.setAside) return 'set_aside';
  return line.dismissed ? 'two_lines' : 'not_suspected';
};

function whyNoDismissal(line: Known): string {
  if (line.setAside) return 'The line is set aside as a repeat. Undo that match first.';
  if (line.dismissed) return 'It was said before that the two are not the same.';
  return 'No other line is suspected to be the same as this one: there is nothing to dismiss.';
}

/** A line, while nobody else decides about repeats of its account. */
async function decidingOn(tx: Tx, lineId: string): Promise<Known> {
  const before = await knownOf(tx, lineId);
  if (before === undefined) throw notFound();
  await decideAlone(tx, `repeats on bank account ${before.bankAccountId}`);
  return (await knownOf(tx, lineId))!;
}

async function knownOf(tx: Tx, lineId: string): Promise<Known | undefined> {
  const { sql } = tx;
  const [line] = await sql<Known[]>`
    select l.id, l.bank_account_id as "bankAccountId", l.booked_on as "bookedOn", l.amount,
      coalesce((select a.line_after from line_allocations a where a.line_id = l.id
        order by a.line_seq desc limit 1), 0) > 0 as matched,
      r.of_line_id as "suspectedOf", d.line_id is not null as dismissed,
      ${setAside(tx, sql`l.id`)} as "setAside"
    from bank_lines l
    left join likely_repeats r on r.line_id = l.id
    left join repeat_dismissals d on d.line_id = l.id
    where l.id = ${lineId}`;
  return line;
}

function unknownLine(): never {
  const message = 'There is no bank line of this number.';
  throw new Problem('record-unknown', message, { errors: [{ where: 'body.of', message }] });
}

/** Follows a line that is set aside to the one that stands for it, and so on. */
async function chainFrom(
  tx: Tx,
  ofLineId: string,
  lineId: string,
): Promise<Pick<Repeat, 'standsFor' | 'otherSuspected'>> {
  const { sql } = tx;
  const [found] = await sql<Pick<Repeat, 'standsFor' | 'otherSuspected'>[]>`
    with recursive chain as (
      select ${ofLineId}::bigint as id, 1 as place
      union all
      select r.of_line_id, c.place + 1
      from chain c join likely_repeats r on r.line_id = c.id
      where ${setAside(tx, sql`r.line_id`)}
    )
    select (select id from chain order by place desc limit 1) as "standsFor",
      exists (select from likely_repeats r
        where r.line_id = ${ofLineId} and r.of_line_id = ${lineId}
          and not exists (select from repeat_dismissals d where d.line_id = r.line_id)
          and not ${setAside(tx, sql`r.line_id`)}) as "otherSuspected"`;
  return found!;
}

async function noteReason(tx: Tx, line: Known, note: string | undefined): Promise<void> {
  if (note === undefined) return;
  const name = `duplicate:${line.id}`;
  await aloneAbout(tx, name);
  await addStep(tx, { name, bankAccountId: line.bankAccountId }, { note });
}
