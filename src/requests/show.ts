import type { WholeRequest } from './read-store.ts';
import { warningsOfOffer } from './rules.ts';

const INDICATIVE =
  'Indicative: a planning figure, not an agreed amount. The amount agreed in the end must be enough for the agreed provision, and may be higher or lower.';

/** An indicative amount as it is answered: never without saying that it is one. */
export const showAmount = <T extends object>(amount: T) => ({
  ...amount,
  indicative: true as const,
  note: INDICATIVE,
});

/** A recorded choice as it is answered, with what is to be said about the offer. */
export const showChoice = <T extends { readonly offered: readonly string[] }>(choice: T) => ({
  ...choice,
  warnings: warningsOfOffer(choice.offered),
});

/** A request as it is answered: each funder with its own decisions. */
export function showRequest(request: WholeRequest) {
  const decided = Map.groupBy(request.decisions, (one) => one.funderId);
  return {
    ...request,
    indicativeAmounts: request.indicativeAmounts.map(showAmount),
    holdingChoices: request.holdingChoices.map(showChoice),
    funders: request.funders.map((funder) => ({
      ...funder,
      decisions: decided.get(funder.funderId) ?? [],
    })),
  };
}
