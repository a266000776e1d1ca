import { decideAlone } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { money, type Decimal } from '../../money.ts';
import { Problem, notFound, refuseFaults } from '../../problem.ts';
import { follow, reasonsOf } from './follow-store.ts';
import { creditOf } from './match-store.ts';
import { leftOf } from './money-known.ts';
import { recordReturns } from './return-store.ts';

/** A return of which the authority was told by letter or telephone. */
export interface Notice {
  readonly payRunId: string;
  readonly creditId: string;
  /** As Bacs codes returned credits, or as status reports code rejections. */
  readonly code: string;
  /** Whether it left and comes back, or never left. */
  readonly how: 'returned' | 'rejected';
  readonly advisedOn: Temporal.PlainDate;
}

/**
 * Records a return of which the authority was told otherwise than by a file. Refuses one that
 * cannot be, or whose money was spent since.
 */
export async function recordNotice(tx: Tx, notice: Notice): Promise<void> {
  await decideAlone(tx, 'bank answers');
  await decideAlone(tx, 'schedules');
  const { payRunId, creditId, code, how, advisedOn } = notice;
  const credit = await creditOf(tx, { payRunId, creditId });
  if (credit === undefined) throw notFound();
  if (!credit.released || credit.known) {
    const why = credit.known
      ? 'The payment was rejected or came back before.'
      : 'The run has not been released, so nothing can come back of it.';
    throw new Problem('state-does-not-allow', why, {
      state: credit.known ? 'returned' : 'not_released',
    });
  }
  if (how === 'rejected') await refuseTaken(tx, notice, money(credit.amount));
  await refuseWrong(tx, notice, Temporal.PlainDate.from(credit.valueOn));
  const one = { line: 1, creditId, payRunId, how, code, amount: credit.amount, named: true };
  const advice = { advisedOn, answerId: null, sha256: null };
  const { recorded } = await recordReturns(tx, [one], { ...advice, allOrNone: true });
  const nothing = { notCovered: [], asked: [], advised: [], unclear: false };
  await follow(tx, { scheme: SCHEME[how], advice, recorded, ...nothing });
}

/** Reasons of both kinds are dated data. */
const SCHEME = { returned: 'arucs', rejected: 'pain_002' } as const;

/** What the bank has taken has left, so it can only come back. */
async function refuseTaken(tx: Tx, { payRunId }: Notice, amount: Decimal): Promise<void> {
  const left = (await leftOf(tx, [payRunId])).get(payRunId);
  if (left !== undefined && left.gte(amount)) return;
  const why =
    "The bank's statement shows that it took the payment. Undo the match if it is wrong, or " +
    'record that the payment was returned.';
  throw new Problem('state-does-not-allow', why, { state: 'settled' });
}

async function refuseWrong(
  tx: Tx,
  { code, how, advisedOn }: Notice,
  valueOn: Temporal.PlainDate,
): Promise<void> {
  const reasons = await reasonsOf(tx, SCHEME[how]);
  const faults = [];
  if (!reasons.has(code)) {
    const known = [...reasons.values()].map((one) => `${one.code} (${one.meaning})`).join(', ');
    faults.push({ where: 'body.code', message: `Expected ${known}; found another.` });
  }
  const { today } = tx.scope;
  if (
    (how === 'returned' && Temporal.PlainDate.compare(advisedOn, valueOn) < 0) ||
    Temporal.PlainDate.compare(advisedOn, today) > 0
  ) {
    const days =
      how === 'rejected'
        ? `before ${today.add({ days: 1 }).toString()}`
        : `from ${valueOn.toString()}, when it was paid, to ${today.toString()}`;
    const message =
      how === 'returned' && Temporal.PlainDate.compare(valueOn, today) > 0
        ? `It is paid on ${valueOn.toString()}, and cannot have come back before.`
        : `Expected a day ${days}.`;
    faults.push({ where: 'body.advisedOn', message });
  }
  refuseFaults('invalid-request', 'The payment cannot have come back so.', faults);
}
