import { type Decimal, money, sum, toText } from '../money.ts';
import { julianDate, pounds } from './bacs-reader-layout.ts';
import type { ReadFile, Records, Tell } from './bacs-reader.ts';

/** The controls of a Bacs file: what it says twice, and what its sums and counts must be. */

const MOST_PER_ITEM = money('20000000.00');

/** How many days after that of the label a payment may be (Bacs, PN5011). */
const LONGEST = { days: 39 };

/** What the labels say twice must agree, and their dates must be in order. */
export function checkLabels(
  { vol1, hdr1, uhl1, days }: Records,
  lines: readonly string[],
  tell: Tell,
): void {
  if (hdr1.serial !== vol1.serial) {
    tell(2, `The serial must be that of VOL1, ${vol1.serial}; found ${hdr1.serial}.`);
  }
  for (const found of [hdr1.user, hdr1.userAgain]) {
    if (found === vol1.user) continue;
    tell(2, `The service user number must be that of VOL1, ${vol1.user}; found ${found}.`);
  }
  const [made, processing, expires] = [hdr1.madeOn, uhl1.processingOn, hdr1.expiresOn];
  if (made >= processing) tell(4, `The processing day${processing} must be after${made}.`);
  const lastDay = [processing, ...days.map(({ contra }) => contra.processingOn)].sort().at(-1)!;
  if (lastDay >= expires) tell(4, `The processing day${lastDay} must be before${expires}.`);
  const eof1 = lines.length - 2;
  if (lines[eof1 - 1]?.slice(4) !== lines[1]?.slice(4)) tell(eof1, 'EOF1 must repeat HDR1.');
  if (lines[eof1]?.slice(4) !== lines[2]?.slice(4)) tell(eof1 + 1, 'EOF2 must repeat HDR2.');
}

/** Every payment comes from the account of its contra and is within what Bacs carries. */
export function checkPayments({ days }: Records, tell: Tell): void {
  for (const { payments, contra } of days) {
    const payer = `${contra.sortCode}${contra.accountNumber}${contra.name}`;
    if (`${contra.payerSortCode}${contra.payerAccountNumber}${contra.name}` !== payer) {
      tell(contra.line, 'The contra must name the paying account twice; the two differ.');
    }
    for (const { line, payerSortCode, payerAccountNumber, user, pence } of payments) {
      if (`${payerSortCode}${payerAccountNumber}${user}` !== payer) {
        tell(line, 'The payment must come from the account of the contra; it names another.');
      }
      const amount = pounds(pence);
      if (amount.isZero() || amount.gt(MOST_PER_ITEM)) {
        tell(line, `The amount must be 0.01 to ${toText(MOST_PER_ITEM)}; found ${toText(amount)}.`);
      }
    }
  }
}

/** Days come in order, none before that of the label or too long after it, each with its own contra. */
export function checkDays({ uhl1, days }: Records, tell: Tell): void {
  const latest = julianDate(uhl1.processingOn).add(LONGEST);
  let before = '';
  for (const { payments, contra } of days) {
    const { line, processingOn } = contra;
    if (processingOn <= before) {
      tell(line, `The days must come in order, once each; found${processingOn} after${before}.`);
    }
    before = processingOn;
    if (processingOn < uhl1.processingOn) {
      tell(line, `No day may be before that of UHL1,${uhl1.processingOn}; found${processingOn}.`);
    }
    if (Temporal.PlainDate.compare(julianDate(processingOn), latest) > 0) {
      tell(line, `No day may be after ${latest.toString()}; found${processingOn}.`);
    }
    for (const payment of payments) {
      if (payment.processingOn === processingOn) continue;
      const found = payment.processingOn;
      tell(payment.line, `The day must be that of the contra,${processingOn}; found${found}.`);
    }
  }
}

/** Each contra must say what the payments of its day come to, and UTL1 what all do. */
export function checkTotals(
  { items, contras, totals }: ReadFile,
  lastLine: number,
  tell: Tell,
): void {
  let from = 0;
  for (const contra of contras) {
    const ofDay = items.filter(({ line }) => line > from && line < contra.line);
    checkSum(contra.line, 'The contra', contra.amount, sum(ofDay.map((item) => item.amount)), tell);
    from = contra.line;
  }
  const total = sum(items.map((item) => item.amount));
  checkSum(lastLine, 'The debits of UTL1', totals.debits, total, tell);
  checkSum(lastLine, 'The credits of UTL1', totals.credits, total, tell);
  const { debitCount, creditCount } = totals;
  if (debitCount !== contras.length) {
    const counted = contras.length === 1 ? '1 debit' : `${contras.length} debits`;
    tell(lastLine, `UTL1 must count ${counted}; found ${debitCount}.`);
  }
  if (creditCount !== items.length) {
    tell(lastLine, `UTL1 must count ${items.length} credits; found ${creditCount}.`);
  }
}

function checkSum(line: number, what: string, found: Decimal, total: Decimal, tell: Tell): void {
  if (found.eq(total)) return;
  tell(line, `${what} must be the sum of the payments, ${toText(total)}; found ${toText(found)}.`);
}
