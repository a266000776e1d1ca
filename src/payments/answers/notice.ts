import { decideAlone } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { Problem, notFound, refuseFaults } from '../../problem.ts';
import { follow, reasonsOf } from './follow-store.ts';
import { creditOf } from './match-store.ts';
import { recordReturns } from './return-store.ts';

/** A return of which the authority was told by letter or telephone. */
export interface Notice {
  readonly payRunId: string;
  readonly creditId: string;
  /** As Bacs codes returned credits. */
  readonly code: string;
  readonly advisedOn: Temporal.PlainDate;
}

/**
 * Records a return of which the authority was told otherwise than by a file. Refuses one that
 * cannot be, or whose money was spent since.
 */
export async function recordNotice(tx: Tx, notice: Notice): Promise<void> {
  await decideAlone(tx, 'bank answers');
  await decideAlone(tx, 'schedules');
  const { payRunId, creditId, code, advisedOn } = notice;
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
  await refuseWrong(tx, notice, Temporal.PlainDate.from(credit.valueOn));
  const how = 'returned' as const;
  const one = { line: 1, creditId, payRunId, how, code, amount: credit.amount, named: true };
  const advice = { advisedOn, answerId: null, sha256: null };
  const { recorded } = await recordReturns(tx, [one], { ...advice, allOrNone: true });
  const nothing = { notCovered: [], advised: [], unclear: false };
  await follow(tx, { scheme: 'arucs', advice, recorded, ...nothing });
}

async function refuseWrong(
  tx: Tx,
  { code, advisedOn }: Notice,
  valueOn: Temporal.PlainDate,
): Promise<void> {
  const reasons = await reasonsOf(tx, 'arucs');
  const faults = [];
  if (!reasons.has(code)) {
    const known = [...reasons.values()].map((one) => `${one.code} (${one.meaning})`).join(', ');
    faults.push({ where: 'body.code', message: `Expected ${known}; found another.` });
  }
  const { today } = tx.scope;
  if (
    Temporal.PlainDate.compare(advisedOn, valueOn) < 0 ||
    Temporal.PlainDate.compare(advisedOn, today) > 0
  ) {
    const days = `${valueOn.toString()}, when it was paid, to ${today.toString()}`;
    const message =
      Temporal.PlainDate.compare(valueOn, today) > 0
        ? `It is paid on ${valueOn.toString()}, and cannot have come back before.`
        : `Expected a day from ${days}.`;
    faults.push({ where: 'body.advisedOn', message });
  }
  refuseFaults('invalid-request', 'The payment cannot have come back so.', faults);
}
