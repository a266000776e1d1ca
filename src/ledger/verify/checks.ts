import { GENERAL_LEDGER_PROOFS } from './general-ledger.ts';
import { agreementsAreInTheJournal, paidBeforeIsOpened } from './agreements.ts';
import { agreedIsSomewhere, drawnIsExplained, nothingHeldUnderNotional } from './shares.ts';
import { eachBookSumsToZero } from './books.ts';
import { linesAreNotOverAllocated, paymentsAreOfTheirRuns } from './chains.ts';
import type { Check } from './check.ts';
import { checkpointsAreRight, lateMovementsAreRight } from './checkpoints.ts';
import {
  chargesAreWhatWasDue,
  contributionDueIsUnpaid,
  receiptsAreInTheJournal,
} from './contributions.ts';
import {
  closedPeriodsStayClosed,
  entriesMoveWhatTheyMay,
  reversalsMirror,
  transfersFitTheirEntries,
} from './entries.ts';
import { evidenceIsUnchanged } from './evidence.ts';
import { expectedIsWhatItIsOf } from './expected-lines.ts';
import { twoPeople } from './four-eyes.ts';
import { guardedBalancesAreRight, neverBelowZero } from './guarded.ts';
import { agreementsAreSharedOut, fractionsMakeOne, instalmentsAddUp } from './instalments.ts';
import { matchesAreInTheJournal, undoingsMirror } from './matching.ts';
import { noOrderBeyondItself, ordersAreInTheJournal, payableIsUnpaid } from './orders.ts';
import { signaturesHold, outsideAddsUp } from './outside-heads.ts';
import { journalIsAsOutside } from './outside-journal.ts';
import {
  partnersOweWhatIsOpen,
  rechargesAreInTheJournal,
  rechargesAreWhatWasSpent,
  settlementsAreWithin,
} from './partners.ts';
import { inTransitIsUnmatched, payRunsAreWhatWasApproved } from './pay-runs.ts';
import { RETURN_PROOFS } from './returns.ts';
import { returnedCreditsAreUndone } from './returned-credits.ts';
import { sealedEntriesAreUnchanged, sealsAreGapless } from './seals.ts';
import { SIGN_OFF_PROOFS } from './sign-offs.ts';
import { signedDaysStay } from './signed-days.ts';
import {
  agreedMoneyMovesTogether,
  transfersAreInTheJournal,
  twoPeopleMovedIt,
} from './transfers.ts';
import { sealsAddUp } from './tree.ts';

/** All that is verified, in the order in which it is reported. */
export const CHECKS: readonly Check[] = [
  eachBookSumsToZero,
  drawnIsExplained,
  nothingHeldUnderNotional,
  guardedBalancesAreRight,
  neverBelowZero,
  agreedIsSomewhere,
  agreementsAreInTheJournal,
  paidBeforeIsOpened,
  agreementsAreSharedOut,
  fractionsMakeOne,
  instalmentsAddUp,
  entriesMoveWhatTheyMay,
  transfersFitTheirEntries,
  reversalsMirror,
  closedPeriodsStayClosed,
  checkpointsAreRight,
  lateMovementsAreRight,
  linesAreNotOverAllocated,
  paymentsAreOfTheirRuns,
  expectedIsWhatItIsOf,
  matchesAreInTheJournal,
  undoingsMirror,
  signedDaysStay,
  ...SIGN_OFF_PROOFS,
  payRunsAreWhatWasApproved,
  inTransitIsUnmatched,
  returnedCreditsAreUndone,
  chargesAreWhatWasDue,
  receiptsAreInTheJournal,
  contributionDueIsUnpaid,
  ...RETURN_PROOFS,
  ordersAreInTheJournal,
  noOrderBeyondItself,
  payableIsUnpaid,
  transfersAreInTheJournal,
  agreedMoneyMovesTogether,
  rechargesAreInTheJournal,
  rechargesAreWhatWasSpent,
  partnersOweWhatIsOpen,
  settlementsAreWithin,
  ...GENERAL_LEDGER_PROOFS,
  twoPeople,
  twoPeopleMovedIt,
  evidenceIsUnchanged,
  sealedEntriesAreUnchanged,
  sealsAreGapless,
  sealsAddUp,
  signaturesHold,
  outsideAddsUp,
  journalIsAsOutside,
];
