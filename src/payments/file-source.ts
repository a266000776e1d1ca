import type { Tx } from '../database/transactions.ts';
import { readingWhole } from '../database/whole-tables.ts';
import { rulesOn } from '../law/store.ts';
import { type Decimal, money } from '../money.ts';
import { refuseFaults } from '../problem.ts';
import { bacsFile } from './bacs.ts';
import { bureauCsv } from './bureau-csv.ts';
import type { FileFormat, FileItem } from './file-maker.ts';
import { messageIdOf, pain001 } from './pain001.ts';
import { itemsOf, type Run } from './run-list.ts';
import type { Way } from './rules.ts';
import type { BankAccount } from './scheme-rules.ts';

/**
 * What the files of a released run are made from. All of it is in the run and its release, so that
 * a file that is made again has the same bytes on any day.
 */

/** The formats of payment files. A run's first one is made when it is released. */
export const FILE_FORMATS = [
  'bacs_standard_18',
  'pain_001_001_09',
  'pain_001_001_03',
  'bureau_csv',
] as const;
export type FileFormatName = (typeof FILE_FORMATS)[number];

/** The format of the file that is made by a run's release, by the way it is paid. */
export const FIRST_FORMAT: Readonly<Record<Way, FileFormatName>> = {
  bacs: 'bacs_standard_18',
  faster_payments: 'pain_001_001_09',
};

/** Which formats can tell a bank to pay at once. */
const NOT_BY_BACS: ReadonlySet<FileFormatName> = new Set(['pain_001_001_09', 'pain_001_001_03']);

/** The dated rule of the most that one payment can be. */
const LIMIT = { bacs: 'bacs_limit', faster_payments: 'faster_payments_limit' } as const;

/** How many payments are read from the database at a time. */
const BATCH = 1000;

interface Release {
  readonly payer: BankAccount;
  readonly serviceUserNumber: string;
  readonly releasedOn: Temporal.PlainDate;
  readonly releasedAt: Temporal.Instant;
}

/** A format with what it says of a released run. Refuses one that the run's way to pay has not. */
export async function formatOf(tx: Tx, run: Run, name: FileFormatName): Promise<FileFormat> {
  if (run.way === 'faster_payments' && !NOT_BY_BACS.has(name)) {
    const message = `The run is paid by Faster Payments, which ${name} cannot say. Make pain_001_001_09 or pain_001_001_03.`;
    refuseFaults('payment-file-faults', 'There is no such file of this run.', [
      { where: 'body.format', message },
    ]);
  }
  const release = await releaseOf(tx, run);
  const mostPerItem = await limitOf(tx, run.way, release.releasedOn);
  const { payer, serviceUserNumber, releasedOn, releasedAt } = release;
  if (name === 'bureau_csv') return bureauCsv({ origin: payer, mostPerItem });
  if (name === 'bacs_standard_18') {
    const { serial } = run;
    return bacsFile({ serial, serviceUserNumber, madeOn: releasedOn, origin: payer, mostPerItem });
  }
  return pain001({
    version: name === 'pain_001_001_09' ? '09' : '03',
    messageId: messageIdOf(tx.scope.authority, run.serial),
    createdAt: releasedAt,
    way: run.way,
    payer,
    mostPerItem,
  });
}

/** The release of a run, on the date of London at its moment. */
async function releaseOf(tx: Tx, run: Run): Promise<Release> {
  const [row] = await tx.sql<
    (BankAccount & { serviceUserNumber: string; releasedOn: string; releasedAt: string })[]
  >`
    select b.sort_code as "sortCode", b.account_number as "accountNumber", b.account_name as name,
      b.service_user_number as "serviceUserNumber",
      (r.released_at at time zone 'Europe/London')::date as "releasedOn",
      to_char(r.released_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "releasedAt"
    from pay_run_releases r join pay_runs p on p.id = r.pay_run_id
    join bank_accounts b on b.id = p.bank_account_id where r.pay_run_id = ${run.id}`;
  const { releasedOn, releasedAt, serviceUserNumber, ...payer } = row!;
  return {
    payer,
    serviceUserNumber,
    releasedOn: Temporal.PlainDate.from(releasedOn),
    releasedAt: Temporal.Instant.from(releasedAt),
  };
}

async function limitOf(tx: Tx, way: Way, day: Temporal.PlainDate): Promise<Decimal> {
  return money((await rulesOn(tx, day)).rule(LIMIT[way]).value);
}

type Row = BankAccount & { reference: string; amount: string; valueOn: string };

/**
 * What leaves as one payment each, in the order of their days and references, read a few at a time.
 * What an officer took out of the run is in none of them.
 */
export async function* creditsOf(tx: Tx, payRunId: string): AsyncGenerator<FileItem> {
  const rows = tx.sql<Row[]>`
    select d.sort_code as "sortCode", d.account_number as "accountNumber",
      d.account_name as name, c.reference, sum(i.amount) as amount, c.value_on as "valueOn"
    from (${itemsOf(tx, tx.sql`${payRunId}::uuid`)}) as i
    join pay_run_credits c on c.id = i.credit_id join bank_details d on d.id = c.bank_details_id
    where c.pay_run_id = ${payRunId}
    group by c.id, d.id order by c.value_on, c.reference`;
  let [day, valueOn] = ['', Temporal.PlainDate.from('1970-01-01')];
  for await (const batch of readingWhole(tx, rows, BATCH)) {
    for (const row of batch) {
      if (row.valueOn !== day) [day, valueOn] = [row.valueOn, Temporal.PlainDate.from(row.valueOn)];
      yield { ...row, amount: money(row.amount), valueOn };
    }
  }
}
