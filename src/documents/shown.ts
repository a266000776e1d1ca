import { CONFIDENCE_IN_WORDS } from '../law/versions.ts';
import type { Sector } from '../ledger/accounts.ts';
import type { ListedDocument } from './document-store.ts';
import { stateOf } from './document-rules.ts';
import type { RequiredDocument } from './missing.ts';

type Day = Temporal.PlainDate;

/** A date of the database, or null. */
export const dayOrNull = (text: string | null): Day | null =>
  text === null ? null : Temporal.PlainDate.from(text);

/** A document as it is answered, with where it stands on a day. */
export function shownDocument(document: ListedDocument, on: Day) {
  const { withdrawnOn, reasons, beneficiaryId: _, ...facts } = document;
  const span = {
    fromOn: Temporal.PlainDate.from(document.fromOn),
    toOn: dayOrNull(document.toOn),
    withdrawnOn: dayOrNull(withdrawnOn),
  };
  const withdrawn = withdrawnOn === null ? null : { on: withdrawnOn, reasons };
  return { ...facts, withdrawn, state: stateOf(span, on) };
}

/** What each sector requires, has on file and misses, from one list of all of it. */
export function bySector(rows: readonly RequiredDocument[]) {
  const groups: Map<Sector, RequiredDocument[]> = Map.groupBy(rows, (row) => row.sector);
  return [...groups.values()].map((own) => {
    const { sector, stage, capacity, recipient } = own[0]!;
    return {
      sector,
      stage,
      capacity,
      recipient,
      required: own.map(({ document, givenBy, source, confidence, onFile }) => ({
        document,
        givenBy,
        source,
        confidence,
        confidenceInWords: confidence === null ? null : CONFIDENCE_IN_WORDS[confidence],
        onFile,
      })),
      missing: own
        .filter((row) => row.onFile === null)
        .map(({ document, givenBy }) => ({ document, givenBy })),
    };
  });
}
