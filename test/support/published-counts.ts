/** What the department published of one authority at one census. */
export interface PublishedCounts {
  readonly plans: number;
  readonly budgets: number;
  readonly organised: number;
  readonly health: number;
  readonly education: number;
  readonly social: number;
  readonly integrated: number;
}

/** So many plans of a kind, told apart by their numbers from 1 on: the first and the last of each. */
export interface PeopleOfCounts {
  readonly plans: number;
  readonly budgets: number;
  /** The last number of those with direct payments for education, health, social care, and more. */
  readonly education: number;
  readonly health: number;
  readonly social: number;
  readonly integrated: number;
  /** The first number of those with an organised arrangement; they go on to the last budget. */
  readonly organisedFrom: number;
}

/**
 * Finds plans that give exactly the published counts. Those with direct payments come first, by
 * category; those with an organised arrangement are the last of those with a budget, so that the two
 * overlap by as much as they must. Whoever is neither has an arrangement that the person's own
 * contribution pays for. @returns a sentence that says why where there can be no such plans
 */
export function peopleOf(counts: PublishedCounts): PeopleOfCounts | string {
  const { plans, budgets, organised } = counts;
  const education = counts.education;
  const health = education + counts.health;
  const social = health + counts.social;
  const integrated = social + counts.integrated;
  if (integrated > budgets) {
    return `direct payments for ${integrated} plans, but a budget in place for ${budgets} only`;
  }
  if (organised > budgets) {
    return `organised arrangements for ${organised} plans, but a budget in place for ${budgets} only`;
  }
  if (budgets > plans) return `a budget in place for ${budgets} plans, but there are ${plans} only`;
  const organisedFrom = budgets - organised + 1;
  return { plans, budgets, education, health, social, integrated, organisedFrom };
}
