import type { RulesInForce } from '../law/rules.ts';
import type { Sector } from '../ledger/accounts.ts';
import type { Fault } from '../problem.ts';
import { GIVERS, type DocumentKind, type Giver } from './kinds.ts';
import { decidesFrom } from './rules.ts';

type Day = Temporal.PlainDate;

/** The days on which a document holds; without an end it lasts. */
export interface Span {
  readonly fromOn: Day;
  readonly toOn?: Day | null | undefined;
}

/** A document as it is asked to be put on file. */
export interface AskedDocument extends Span {
  readonly sectors: readonly Sector[];
  readonly kind: DocumentKind;
  readonly givenBy: Giver;
  readonly givenOn: Day;
  readonly detail?: string | undefined;
}

/** What the documents are judged by. */
export interface Circumstances {
  readonly today: Day;
  /** The sectors that pay a share of the arrangement. */
  readonly sectors: readonly Sector[];
  /** Null where it is not known: nothing is then said about ages. */
  readonly bornOn: Day | null;
  readonly rules: RulesInForce;
}

const after = (one: Day, other: Day): boolean => Temporal.PlainDate.compare(one, other) > 0;
const endsBefore = ({ toOn }: Span, day: Day): boolean =>
  toOn !== null && toOn !== undefined && after(day, toOn);
const isWithdrawn = ({ withdrawnOn }: { readonly withdrawnOn: Day | null }, on: Day): boolean =>
  withdrawnOn !== null && !after(withdrawnOn, on);
const words = (text: string): string => text.replaceAll('_', ' ');

/** The faults of documents that are to be put on file; empty when they are in order. */
export function faultsOfDocuments(
  documents: readonly AskedDocument[],
  circumstances: Circumstances,
): Fault[] {
  return documents.flatMap((document, n) =>
    [
      ...faultsOfDates(document, circumstances.today),
      ...faultsOfContent(document),
      ...faultsOfSectors(document, circumstances),
    ].map(({ where, message }) => ({ where: `body.documents.${n}.${where}`, message })),
  );
}

function faultsOfDates({ givenOn, fromOn, toOn }: AskedDocument, today: Day): Fault[] {
  const faults: Fault[] = [];
  if (toOn && after(fromOn, toOn)) {
    faults.push({
      where: 'toOn',
      message: `It ends on or after the day it starts. Found ${fromOn.toString()} to ${toOn.toString()}.`,
    });
  }
  if (after(givenOn, fromOn)) {
    faults.push({
      where: 'fromOn',
      message: `It holds from the day it is given at the earliest: a consent cannot be back-dated. Found given on ${givenOn.toString()}, from ${fromOn.toString()}.`,
    });
  }
  if (after(givenOn, today)) {
    faults.push({
      where: 'givenOn',
      message: `It is put on file once it is given. Found ${givenOn.toString()}; today is ${today.toString()}.`,
    });
  }
  return faults;
}

function faultsOfContent({ kind, givenBy, detail }: AskedDocument): Fault[] {
  const faults: Fault[] = [];
  const givers: readonly Giver[] = GIVERS[kind];
  if (!givers.includes(givenBy)) {
    const expected = givers.map(words).join(', ');
    faults.push({
      where: 'givenBy',
      message: `Given by: ${expected}. Found a ${words(kind)} by: ${words(givenBy)}.`,
    });
  }
  if (kind === 'household_necessity' && detail === undefined) {
    faults.push({
      where: 'detail',
      message: 'Say why it is necessary to pay somebody of the same household.',
    });
  }
  return faults;
}

function faultsOfSectors(document: AskedDocument, circumstances: Circumstances): Fault[] {
  return document.sectors.flatMap((sector, m) => {
    if (!circumstances.sectors.includes(sector)) {
      const message = `The arrangement has no share of ${words(sector)}.`;
      return [{ where: `sectors.${m}`, message }];
    }
    return faultsOfAge(document, sector, circumstances);
  });
}

/** A parent decides up to a day, the young person from that day on; it differs by sector. */
function faultsOfAge(
  { kind, givenBy, fromOn }: AskedDocument,
  sector: Sector,
  { bornOn, rules }: Circumstances,
): Fault[] {
  const isDecision = kind === 'consent' || kind === 'nomination';
  if (bornOn === null || !isDecision) return [];
  const from = decidesFrom(bornOn, sector, rules);
  const tooEarly = givenBy === 'young_person' && after(from, fromOn);
  const tooLate = givenBy === 'parent' && !after(from, fromOn);
  if (!tooEarly && !tooLate) return [];
  const message = tooEarly
    ? `In ${words(sector)} the young person decides from ${from.toString()}; until then a parent does.`
    : `In ${words(sector)} the young person decides from ${from.toString()}; a parent's ${kind} does not count from then on.`;
  return [{ where: 'fromOn', message: `${message} Found from ${fromOn.toString()}.` }];
}

/** A document that is on file, as far as it says who is nominated when. */
export interface OnFile extends Span {
  readonly sector: Sector;
  readonly kind: string;
  readonly withdrawnOn: Day | null;
}

/**
 * The nominee's agreements that rest on no written nomination: none in their sector, on file or in
 * the same request, that holds on any of their days (SI 2014/1652, reg. 5(1)(c)).
 */
export function faultsOfNominees(
  documents: readonly AskedDocument[],
  onFile: readonly OnFile[],
): Fault[] {
  const nominations = [
    ...onFile,
    ...documents.flatMap((one) =>
      one.sectors.map((sector): OnFile => ({ ...one, sector, withdrawnOn: null })),
    ),
  ].filter((one) => one.kind === 'nomination');
  return documents.flatMap((document, n) => {
    if (document.kind !== 'nominee_agreement') return [];
    return document.sectors.flatMap((sector, m) => {
      const rests = nominations.some((one) => one.sector === sector && overlap(one, document));
      if (rests) return [];
      const where = `body.documents.${n}.sectors.${m}`;
      return [{ where, message: `There is no written nomination in ${words(sector)}.` }];
    });
  });
}

/** Whether a nomination holds on any of an agreement's days. */
function overlap(nomination: OnFile, agreement: Span): boolean {
  const from = after(nomination.fromOn, agreement.fromOn) ? nomination.fromOn : agreement.fromOn;
  const ended = endsBefore(nomination, from) || endsBefore(agreement, from);
  return !ended && !isWithdrawn(nomination, from);
}

export type DocumentState = 'not_yet' | 'holds' | 'ended' | 'withdrawn';

/** Where a document stands on a day. */
export function stateOf(
  document: Span & { readonly withdrawnOn: Day | null },
  on: Day,
): DocumentState {
  if (isWithdrawn(document, on)) return 'withdrawn';
  if (after(document.fromOn, on)) return 'not_yet';
  return endsBefore(document, on) ? 'ended' : 'holds';
}

/** The faults of a withdrawal's date. */
export function faultsOfWithdrawal(
  document: Span & { readonly givenOn: Day },
  withdrawnOn: Day,
): Fault[] {
  const { givenOn, toOn } = document;
  const fault = (message: string): Fault[] => [{ where: 'body.withdrawnOn', message }];
  if (after(givenOn, withdrawnOn)) return fault(`It was given on ${givenOn.toString()}.`);
  return toOn && after(withdrawnOn, toOn) ? fault(`It holds until ${toOn.toString()} only.`) : [];
}
