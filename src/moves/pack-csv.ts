import { csvPieces, type Column } from '../http/csv.ts';
import type { Pack } from './pack-schemas.ts';

/** One line of the pack as a file: which part of it, and what it says. */
export interface PackRow {
  readonly part: string;
  readonly arrangement?: string;
  readonly sector?: string;
  readonly funder?: string | null;
  readonly what: string;
  readonly number?: number;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly amount?: string;
  readonly detail?: string;
}

const COLUMNS: readonly Column<PackRow>[] = [
  { name: 'part', type: 'text' },
  { name: 'arrangement', type: 'id' },
  { name: 'sector', type: 'text' },
  { name: 'funder', type: 'text' },
  { name: 'what', type: 'text' },
  { name: 'number', type: 'count' },
  { name: 'from', type: 'date' },
  { name: 'to', type: 'date' },
  { name: 'amount', type: 'money' },
  { name: 'detail', type: 'text' },
];

/** The pack as one CSV file, whose first column says which part a line belongs to. */
export async function packCsv(pack: Pack, excel: boolean): Promise<string> {
  let text = '';
  for await (const piece of csvPieces(COLUMNS, once(packRows(pack)), { excel })) text += piece;
  return text;
}

async function* once<T>(rows: T): AsyncGenerator<T> {
  yield rows;
}

/** The lines of the pack in the order in which whoever takes over reads them. */
export function packRows(pack: Pack): PackRow[] {
  return [
    ...moveRows(pack),
    ...planRows(pack),
    ...pack.arrangements.flatMap(arrangementRows),
    ...sumRows('total', pack.totals),
    { part: 'total', what: 'held', to: pack.upTo, amount: pack.totals.held },
    ...orNone('liability', pack.liabilities.recorded, pack.liabilities.statement),
    ...fileRows(pack),
  ];
}

function moveRows({ move, reviewBy }: Pack): PackRow[] {
  const on = (what: string, from: string): PackRow => ({ part: 'move', what, from });
  return [
    { ...on('moved', move.movedOn), detail: `${move.what} ${move.direction}: ${move.otherBody}` },
    on('learnt', move.learntOn),
    on('transfer_by', move.transferBy),
    on('letter_by', move.letterBy),
    on('review_by', reviewBy),
  ];
}

function planRows({ person, plan }: Pack): PackRow[] {
  return [
    { part: 'person', what: 'reference', detail: person.reference },
    { part: 'plan', what: 'starts', from: plan.startsOn },
    { part: 'plan', what: 'review_by', from: plan.reviewBy },
    { part: 'plan', what: 'last_review', from: plan.lastReviewOn },
    ...plan.provision.flatMap(({ section, provision, outcome }) => [
      { part: 'plan', what: `provision ${section}`, detail: provision },
      { part: 'plan', what: `outcome ${section}`, detail: outcome },
    ]),
  ];
}

type Arrangement = Pack['arrangements'][number];
const SUMS = ['paid', 'entitled', 'overpaid', 'owed'] as const;

const sumRows = (part: string, sums: Record<(typeof SUMS)[number], string>): PackRow[] =>
  SUMS.map((what) => ({ part, what, amount: sums[what] }));

function arrangementRows(one: Arrangement): PackRow[] {
  const { version, schedule } = one;
  const rows: PackRow[] = [
    {
      part: 'line',
      what: one.kind,
      number: version.number,
      from: version.effectiveOn,
      amount: version.amount,
      detail: one.purpose,
    },
    {
      part: 'schedule',
      what: `${schedule.every} ${schedule.paid}`,
      number: schedule.instalments,
      from: schedule.firstPeriodOn,
    },
    ...one.items.map((item) => ({
      part: 'item',
      what: `${item.nature} ${item.section}`,
      amount: item.cost,
      detail: `${item.description}: ${item.quantity} ${item.unit} x ${item.times} (${item.frequency}) at ${item.unitCost}; ${item.costBasis}${item.service === null ? '' : `; ${item.service.name}`}`,
    })),
    ...one.payments.map(({ number, from, to, amount }) => ({
      part: 'payment',
      what: 'paid',
      number,
      from,
      to,
      amount,
    })),
    ...one.due.map(({ number, from, to, days, amount }) => ({
      part: 'due',
      what: 'entitled',
      number,
      from,
      to,
      amount,
      detail: `${days} days`,
    })),
    ...one.fallsAway.map(({ number, from, to, amount }) => ({
      part: 'payment',
      what: 'falls_away',
      number,
      from,
      to,
      amount,
    })),
    ...sumRows('arrangement', one),
    ...one.shares.flatMap(shareRows),
  ];
  return rows.map((row) => ({ ...row, arrangement: one.id }));
}

function shareRows(share: Arrangement['shares'][number]): PackRow[] {
  const of = { sector: share.source, funder: share.funder };
  const balance = (what: string, amount: string): PackRow => ({
    part: 'balance',
    ...of,
    what,
    amount,
  });
  return [
    { part: 'share', ...of, what: 'terms', detail: share.terms },
    ...sumRows('share', share).map((row) => ({ ...row, ...of })),
    balance('drawn', share.drawn),
    balance('held', share.held),
    balance('to_return', share.toReturn),
  ];
}

/** What is open and what is on file; a part without anything says so. */
function fileRows(pack: Pack): PackRow[] {
  const notices = pack.openNotices.map((one): PackRow => ({
    part: 'notice',
    arrangement: one.arrangementId,
    what: one.kind,
    from: one.givenOn,
    to: one.takesEffectOn,
    detail: `reconsideration: ${one.reconsideration}`,
  }));
  const undecided = pack.undecidedReviews.map((one): PackRow => ({
    part: 'undecided_review',
    sector: one.sector,
    funder: one.funder,
    what: 'review of a refusal',
    from: one.askedOn,
    detail: `asked by ${one.askedBy}`,
  }));
  const documents = pack.documents.map((one): PackRow => ({
    part: 'document',
    arrangement: one.arrangementId,
    sector: one.sector,
    what: one.kind,
    from: one.from,
    to: one.withdrawnOn ?? one.to,
    detail: `given by ${one.givenBy} on ${one.givenOn}${one.withdrawnOn === null ? '' : '; withdrawn'}`,
  }));
  const reviews = pack.reviews.map((one): PackRow => ({
    part: 'review',
    arrangement: one.arrangementId,
    sector: one.sector,
    what: one.outcome,
    from: one.heldOn,
    detail: one.why,
  }));
  return [
    ...orNone('notice', notices),
    ...orNone('undecided_review', undecided),
    ...orNone('document', documents),
    ...orNone('review', reviews),
  ];
}

function orNone(
  part: string,
  rows: readonly (Omit<PackRow, 'part'> & { readonly what: string })[],
  statement = 'none',
): PackRow[] {
  return rows.length === 0 ? [{ part, what: statement }] : rows.map((row) => ({ ...row, part }));
}
