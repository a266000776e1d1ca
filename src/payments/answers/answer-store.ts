import { createHash } from 'node:crypto';
import { decideAlone } from '../../database/lock.ts';
import type { Tx } from '../../database/transactions.ts';
import { Problem, refuseFaults, type Fault } from '../../problem.ts';
import type { AnswerContent, AnswerFormat } from './answer.ts';
import { readBankAnswer } from './file-reader.ts';
import { UNCLEAR, follow } from './follow-store.ts';
import { matchLines } from './match-store.ts';
import { moneyKnown } from './money-known.ts';
import { recordReturns, type Advice } from './return-store.ts';
import { outcomesOf, type MatchedLine, type Outcome } from './rules.ts';

export interface NewAnswer {
  readonly name: string;
  readonly content: Uint8Array;
  /** The format, where the sender names it. */
  readonly format?: AnswerFormat | undefined;
}

/** What was made of a file: its id, whether it had come before, and what to look at. */
export interface Received {
  readonly id: string;
  readonly repeated: boolean;
  readonly warnings: readonly Fault[];
}

/**
 * Takes a file in which the bank or Bacs answers what was sent: all of it, or a `Problem` and
 * nothing. What is rejected or comes back is undone, and what follows from it is done. A file that
 * came before is not taken again.
 */
export async function receiveAnswer(tx: Tx, answer: NewAnswer): Promise<Received> {
  const { content, name } = answer;
  // One after the other: what is known of a credit must still hold when the lines are written.
  await decideAlone(tx, 'bank answers');
  const sha256 = createHash('sha256').update(content).digest();
  const [known] = await tx.sql<{ id: string }[]>`
    select id from bank_answers where sha256 = ${sha256}`;
  if (known !== undefined) return { id: known.id, repeated: true, warnings: [] };
  const read = await readBankAnswer(content, answer.format);
  refuseUnreadable(read);
  const advisedOn = dayOf(tx, read);
  // What is undone is due again, so nobody may draw up a run or agree a new version meanwhile.
  await decideAlone(tx, 'schedules');
  const [added] = await tx.sql<{ id: string }[]>`
    insert into bank_answers (name, format, sha256, content, received_by)
    values (${name}, ${read.format}, ${sha256}, ${Buffer.from(content)}, ${tx.scope.user})
    returning id`;
  const advice = { advisedOn, answerId: added!.id, sha256: sha256.toString('hex') };
  const matched = await matchLines(tx, read.lines);
  const outcomes = await actOn(tx, matched, { scheme: read.format!, advice });
  await addLines(tx, added!.id, matched, outcomes);
  return { id: added!.id, repeated: false, warnings: read.warnings };
}

function refuseUnreadable({ errors }: AnswerContent): void {
  const many = errors.length === 1 ? 'One thing is wrong' : `${errors.length} things are wrong`;
  refuseFaults('bank-file-unreadable', `${many} with the file. Nothing of it was kept.`, errors);
}

/** The day on which the bank said it: that of the file, or today where it has none. */
function dayOf({ scope }: Tx, { madeOn }: AnswerContent): Temporal.PlainDate {
  const { today } = scope;
  const day = madeOn === null ? today : Temporal.PlainDate.from(madeOn);
  if (Temporal.PlainDate.compare(day, today) <= 0) return day;
  const message = `Expected a file made by ${today.toString()}; it says ${day.toString()}.`;
  throw new Problem('bank-file-unreadable', 'The file is of a day to come.', {
    errors: [{ where: 'file', message }],
  });
}

async function actOn(
  tx: Tx,
  matched: readonly MatchedLine[],
  { scheme, advice }: { scheme: AnswerFormat; advice: Advice },
): Promise<ReadonlyMap<number, Outcome>> {
  const known = await moneyKnown(tx, matched, scheme);
  const { outcomes, returns, unclear: asked } = outcomesOf(matched, known);
  const { recorded, notCovered } = await recordReturns(tx, returns, advice);
  for (const { line, named } of notCovered) if (named) outcomes.set(line, 'not_covered');
  const advised = matched.flatMap(({ line, target }) =>
    outcomes.get(line.line) === 'advised' && target !== null && 'credit' in target
      ? [target.credit.id]
      : [],
  );
  const unclear =
    [...outcomes.values()].some((outcome) => UNCLEAR.has(outcome)) ||
    asked.some(({ named }) => !named);
  await follow(tx, { scheme, advice, recorded, notCovered, asked, advised, unclear });
  return outcomes;
}

async function addLines(
  tx: Tx,
  answerId: string,
  matched: readonly MatchedLine[],
  outcomes: ReadonlyMap<number, Outcome>,
): Promise<void> {
  const rows = matched.map(({ line, target }) => ({
    line: line.line,
    level: line.level,
    payRunId:
      target === null ? null : 'credit' in target ? target.credit.payRunId : target.payRunId,
    creditId: target !== null && 'credit' in target ? target.credit.id : null,
    reference: line.reference ?? line.blockId ?? line.messageId,
    amount: line.amount,
    code: line.code,
    outcome: outcomes.get(line.line),
    sortCode: line.newDetails?.sortCode,
    accountNumber: line.newDetails?.accountNumber,
    name: line.newDetails?.name,
  }));
  if (rows.length === 0) return;
  await tx.sql`
    insert into bank_answer_lines (answer_id, line, level, pay_run_id, credit_id, reference, amount,
      code, outcome, new_sort_code, new_account_number, new_name)
    select ${answerId}::uuid, line, level, "payRunId", "creditId", reference, amount, code, outcome,
      "sortCode", "accountNumber", name
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as l(line int, level text,
      "payRunId" uuid, "creditId" uuid, reference text, amount numeric, code text, outcome text,
      "sortCode" text, "accountNumber" text, name text)`;
}
