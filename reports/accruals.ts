import { financialYear } from '../src/calendar.ts';
import type { Tx } from '../src/database/transactions.ts';
import type { Report, ReportAt, Row } from '../src/reports/report.ts';
import { carriedOrders } from '../src/year-ends/order-store.ts';
import { carriedBatches } from '../src/year-ends/payment-store.ts';
import { csvLines } from '../src/year-ends/report.ts';

/** The last year's end, a 31 March, by the day of the report. */
function yearEnd({ asAt }: ReportAt): string {
  const { from, to } = financialYear(asAt);
  return (asAt.equals(to) ? to : from.subtract({ days: 1 })).toString();
}

/**
 * What belongs to another financial year than the one in which it is paid. What of a payment is for
 * which year, and which share bears it, is worked out by the rules of the room for year ends (R4 and
 * R5), so this is what that room gives.
 */
async function* rows(tx: Tx, at: ReportAt, stop: AbortSignal): AsyncGenerator<Row[]> {
  const asked = { on: yearEnd(at), knownThrough: at.known, knownAt: at.knownMoment };
  for await (const items of carriedBatches(tx, asked)) {
    stop.throwIfAborted();
    yield items.flatMap(csvLines);
  }
  yield (await carriedOrders(tx, asked)).flatMap(csvLines);
}

/** The year's end for the accountant: what to take into its books and to reverse on 1 April. */
export const report: Report = {
  name: 'accruals',
  group: 'finance',
  question: "At the year's end, what was paid for the next year, and what is owed for this one?",
  notes:
    "At the last 31 March by the day of the report. A payment over the year's end counts by calendar " +
    'days. An accrual of an order is what was delivered and not accepted of an invoice; what is ' +
    'billed and in query stands apart and is not taken into the books.',
  callers: ['finance_officer', 'approver', 'auditor'],
  columns: [
    { name: 'what', type: 'text', meaning: 'payment, or order under a notional arrangement.' },
    {
      name: 'id',
      type: 'id',
      meaning: 'The payment of the schedule, or the order, by its number.',
    },
    { name: 'arrangement', type: 'id', meaning: 'The arrangement, by its number.' },
    { name: 'person', type: 'text', meaning: 'The reference of the child or young person.' },
    {
      name: 'kind',
      type: 'text',
      meaning: 'How the money is held: direct, notional or third_party.',
    },
    { name: 'from', type: 'date', meaning: 'The first day that it is for.' },
    { name: 'to', type: 'date', meaning: 'The last day that it is for.' },
    { name: 'paid_on', type: 'date', meaning: 'The value date of a payment.' },
    { name: 'sector', type: 'text', meaning: 'education, health or social_care.' },
    { name: 'funder', type: 'text', meaning: 'Who pays.' },
    { name: 'amount', type: 'money', meaning: 'What the funder pays of it, in pounds.' },
    { name: 'prepayment', type: 'money', meaning: "Paid by the year's end for days after it." },
    {
      name: 'accrual',
      type: 'money',
      meaning: "For days up to the year's end, and not paid then.",
    },
    { name: 'in_query', type: 'money', meaning: 'Billed by then, and in query with the provider.' },
  ],
  rows,
};
