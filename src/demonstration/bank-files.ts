import { money, sum, type Decimal } from '../money.ts';
import type { Run } from '../payments/run-list.ts';
import { importBankFile } from '../reconciliation/importing/import-store.ts';
import { accept } from '../reconciliation/matching/acceptance.ts';
import { addMatchRun, listMatchRuns } from '../reconciliation/matching/run-store.ts';
import { BANK_ACCOUNT, OPENING, type Book } from './book.ts';
import { camt053, type StatementLine } from './camt-writer.ts';
import type { Loading } from './load.ts';

type Day = Temporal.PlainDate;

/** Whatever was booked in these last days is left for somebody to reconcile. */
const LEFT_TO_DO_DAYS = 40;

/** The bank's statements, a file a month up to yesterday, with one receipt nobody can place. */
export async function importStatements(
  loading: Loading,
  book: Book,
  runs: readonly Run[],
): Promise<void> {
  const { as, today, year } = loading;
  const lines = [...runs.map(lineOf), ...strangeReceipt(today, year.from)]
    .filter((line) => Temporal.PlainDate.compare(line.bookedOn, today) < 0)
    .sort((a, b) => Temporal.PlainDate.compare(a.bookedOn, b.bookedOn));
  let opening: Decimal = OPENING;
  for (const { from, to } of monthsUntil(year.from, today)) {
    const mine = lines.filter((line) => isWithin(line.bookedOn, from, to));
    const text = camt053({
      messageId: `DEMO${from.toString().replaceAll('-', '')}`,
      account: { ...BANK_ACCOUNT, currency: 'GBP' },
      from,
      to,
      opening,
      lines: mine,
    });
    const name = `statement-${from.toString().slice(0, 7)}.xml`;
    await as('finance_officer', (tx) => importBankFile(tx, { name, content: Buffer.from(text) }));
    opening = opening.plus(sum(mine.map((line) => line.amount)));
  }
  loading.onProgress(`${lines.length} bank lines for account ${book.bankAccountId.slice(0, 8)}`);
}

function lineOf(run: Run): StatementLine {
  const bookedOn = Temporal.PlainDate.from(run.valueOn);
  return {
    bookedOn,
    valueOn: bookedOn,
    amount: money(run.total).negated(),
    reference: `BACS ${run.serial}`,
    counterparty: null,
    text: `BACS PAYMENT RUN ${run.serial}`,
    bankCode: 'PMNT-ICDT-DMCT',
  };
}

/** Money that came in and says too little about itself. */
function strangeReceipt(today: Day, yearFrom: Day): StatementLine[] {
  const bookedOn = today.subtract({ days: 9 });
  if (Temporal.PlainDate.compare(bookedOn, yearFrom) < 0) return [];
  return [
    {
      bookedOn,
      valueOn: bookedOn,
      amount: money('214.60'),
      reference: 'FPS 88104',
      counterparty: 'K LARKFIELD',
      text: 'REFUND SUPPORT',
    },
  ];
}

/** The months of the year up to yesterday, each with its first and last day. */
function monthsUntil(yearFrom: Day, today: Day): { from: Day; to: Day }[] {
  const yesterday = today.subtract({ days: 1 });
  const months: { from: Day; to: Day }[] = [];
  for (let from = yearFrom; Temporal.PlainDate.compare(from, yesterday) <= 0;) {
    const last = from.add({ months: 1 }).subtract({ days: 1 });
    const to = Temporal.PlainDate.compare(last, yesterday) > 0 ? yesterday : last;
    months.push({ from, to });
    from = from.add({ months: 1 });
  }
  return months;
}

function isWithin(day: Day, from: Day, to: Day): boolean {
  return Temporal.PlainDate.compare(day, from) >= 0 && Temporal.PlainDate.compare(day, to) <= 0;
}

/** Accepts every proposal without a rival, but for those of the last weeks. */
export async function matchMost({ as, today }: Loading, book: Book): Promise<void> {
  const until = today.subtract({ days: LEFT_TO_DO_DAYS }).toString();
  await as('finance_officer', async (tx) => {
    const id = await addMatchRun(tx, book.bankAccountId);
    const [run] = await listMatchRuns(tx, { id });
    const sure = await tx.sql<{ number: number }[]>`
      select p.number from match_proposals p
      where p.run_id = ${id} and p.automatic and p.rivals = 0 and not exists (
        select from bank_lines l
        where l.id = any(coalesce(p.line_ids, array[p.line_id])) and l.booked_on > ${until})`;
    if (sure.length > 0) await accept(tx, run!, { numbers: sure.map((one) => one.number) });
  });
}
