import type { RulesInForce } from '../law/rules.ts';
import { Problem, type Fault } from '../problem.ts';
import type { Confirmation } from './confirmation-store.ts';
import type { AccountUse } from './store.ts';

/**
 * The first day on which bank details may be paid, where they took the place of others: so many
 * days after they were recorded, by the rule `bank_details_cooling_off`. Null for the first details
 * of a payee, and where the rule asks for no wait.
 */
export function coolingOffUntil(
  { replaces, recordedOn }: { readonly replaces: boolean; readonly recordedOn: string },
  rules: RulesInForce,
): string | null {
  const recorded = Temporal.PlainDate.from(recordedOn);
  const until = rules.after(recorded, 'bank_details_cooling_off');
  return replaces && !until.equals(recorded) ? until.toString() : null;
}

/** Throws where a check says that the payee's bank confirmed the name, and it did not. */
export function requireConfirmation(method: string, confirmation: Confirmation | null): void {
  if (method !== 'confirmation_of_payee') return;
  const outcome = confirmation?.outcome ?? null;
  if (outcome === 'match' || outcome === 'close_match') return;
  const found = outcome === null ? 'no answer is recorded' : `the last answer is "${outcome}"`;
  throw new Problem(
    'state-does-not-allow',
    `The check by confirmation of payee takes an answer "match" or "close_match"; ${found}. ` +
      'Record the answer of the bank, or check the details in another way.',
    { state: outcome ?? 'not_asked' },
  );
}

/** The faults of the day on which a bank was asked. */
export function faultsOfAsking(askedOn: Temporal.PlainDate, today: Temporal.PlainDate): Fault[] {
  if (Temporal.PlainDate.compare(askedOn, today) <= 0) return [];
  const message = `The bank was asked today, ${today.toString()}, or before. Found a later day.`;
  return [{ where: 'body.askedOn', message }];
}

/** The faults of what an account is said to be used for: only a broker's holds many people's money. */
export function faultsOfUse(use: AccountUse, payee: { readonly brokerId: string | null }): Fault[] {
  const isBroker = payee.brokerId !== null;
  if (isBroker === (use === 'pooled')) return [];
  const message = isBroker
    ? `The payee is a broker, whose account holds the money of many people. Expected "pooled"; found "${use}".`
    : "The account is somebody's own, so it is not pooled. Say what else is in it: only_direct_payments, other_money_too or prepaid_card.";
  return [{ where: 'body.accountUse', message }];
}

/** Expired, or to expire within so many days, is what the list of cards shows unless told otherwise. */
export const CARD_NOTICE_DAYS = 60;

/** A payment card's own number has 13 digits at least; nobody may keep one here. */
const FEWEST_OF_A_CARD_NUMBER = 13;

/** What is wrong with a programme's reference for a card; null when nothing is. */
export function faultOfReference(reference: string): string | null {
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9 ./-]{0,38}[A-Za-z0-9])?$/.test(reference)) {
    return 'A reference has 1 to 40 letters A to Z, digits, spaces, hyphens, slashes and full stops.';
  }
  const digits = reference.replaceAll(/\D/g, '').length;
  const looksLikeOne = digits >= FEWEST_OF_A_CARD_NUMBER || /^[0-9 ]{13,}$/.test(reference);
  return looksLikeOne
    ? "This could be the card's own number, which is never kept. Send the programme's reference for the card."
    : null;
}
