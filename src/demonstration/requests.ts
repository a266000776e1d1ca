import type { NewArrangement } from '../budgets/arrangement-store.ts';
import { noteRules, rulesOn } from '../law/store.ts';
import { toText } from '../money.ts';
import {
  addFunderDecisions,
  addReviews,
  type NewFunderDecision,
} from '../requests/decision-store.ts';
import { addHoldingChoices, addIndicativeAmounts, addRequests } from '../requests/request-store.ts';
import type { Funders } from './arrangements.ts';
import type { Loading } from './load.ts';

/** A person's request that led to a budget: what was asked for, and what came of it. */
export interface Asked {
  readonly beneficiaryId: string;
  readonly planId: string;
  readonly arrangements: readonly Omit<NewArrangement, 'budgetId'>[];
}

/** Requests that every funder agreed to, from the winter before. @returns ids in the order given. */
export async function addAgreedRequests(
  { as, year }: Loading,
  asked: readonly Asked[],
): Promise<string[]> {
  const on = (daysBefore: number): string => year.from.subtract({ days: daysBefore }).toString();
  const ids = await as('caseworker', async (tx) => {
    const requests = await addRequests(
      tx,
      asked.map(({ beneficiaryId, planId, arrangements }) => ({
        beneficiaryId,
        planId,
        madeOn: on(80),
        madeBy: 'parent',
        stage: 'review',
        wants: arrangements.some((one) => one.kind !== 'notional') ? 'direct_payment' : 'budget',
        wishes: 'To choose who helps, and when.',
        funderIds: [...new Set(arrangements.flatMap((one) => one.shares.map((s) => s.funderId)))],
      })),
    );
    await addIndicativeAmounts(
      tx,
      asked.flatMap(({ beneficiaryId, arrangements }, n) =>
        arrangements.flatMap((one) =>
          one.shares.map((share, i) => ({
            requestId: requests[n]!,
            beneficiaryId,
            sector: share.source,
            amount: toText(partOf(one, i)),
            method: 'banding',
            toldOn: on(66),
          })),
        ),
      ),
    );
    await addHoldingChoices(
      tx,
      asked.map(({ beneficiaryId, arrangements }, n) => ({
        requestId: requests[n]!,
        beneficiaryId,
        offered: ['direct', 'notional', 'third_party'],
        chosen: [...new Set(arrangements.map((one) => one.kind))],
        chosenOn: on(60),
        chosenBy: 'parent',
        reasons: null,
      })),
    );
    return requests;
  });
  const decisions = agreedBy(asked, ids, on(30));
  await as(
    'panel_member',
    (tx) => addFunderDecisions(tx, decisions),
    year.from.subtract({ days: 30 }),
  );
  return ids;
}

/** Each funder's decision, once a request. */
function agreedBy(
  asked: readonly Asked[],
  ids: readonly string[],
  toldOn: string,
): NewFunderDecision[] {
  const decisions = asked.flatMap(({ beneficiaryId, arrangements }, n) =>
    arrangements.flatMap((one) =>
      one.shares.map((share, i): NewFunderDecision => ({
        requestId: ids[n]!,
        beneficiaryId,
        funderId: share.funderId,
        number: 1,
        outcome: 'agreed',
        amount: toText(partOf(one, i)),
        ground: null,
        toldOn,
        reviewBy: null,
        reasons: 'It is enough for the provision that the plan names.',
      })),
    ),
  );
  const keyOf = (one: NewFunderDecision): string => `${one.requestId} ${one.funderId}`;
  return [...new Map(decisions.map((one) => [keyOf(one), one])).values()];
}

/** What one share of an arrangement comes to. */
function partOf(one: Pick<NewArrangement, 'shares' | 'terms'>, index: number) {
  const { term } = one.shares[index]!;
  const { amount } = one.terms;
  return 'fraction' in term
    ? amount.times(term.fraction.numerator).div(term.fraction.denominator).toDecimalPlaces(2)
    : amount;
}

const REFUSED = [
  [
    'education',
    'not_disaggregable_services',
    'The transport contract cannot be divided without raising the price for other children.',
  ],
  [
    'education',
    'not_disaggregable_efficiency',
    'The specialist teaching service is paid for as a whole.',
  ],
  ['education', 'not_disaggregable_efficiency', 'The sensory service is paid for as a whole.'],
  ['health', 'not_disaggregable_services', 'Community nursing is part of one contract.'],
  ['health', 'not_in_scope', 'Equipment on prescription is not in scope of the local policy.'],
  ['social_care', 'not_appropriate', 'A residential stay is planned and is paid for directly.'],
  ['social_care', 'other', 'The request was withdrawn in part by the family.'],
] as const;

/** Requests of this year that were refused, so that commissioners have something to learn from. */
export async function addRefusedRequests(
  { as, today }: Loading,
  people: readonly { readonly beneficiaryId: string; readonly planId: string }[],
  funders: Funders,
): Promise<void> {
  const refused = REFUSED.map((one, n) => ({ refusal: one, person: people[n]! }));
  const on = (daysBefore: number): Temporal.PlainDate => today.subtract({ days: daysBefore });
  const ids = await as('caseworker', (tx) =>
    addRequests(
      tx,
      refused.map(({ refusal: [sector], person }, n) => ({
        ...person,
        madeOn: on(60 - n).toString(),
        madeBy: 'parent',
        stage: 'review',
        wants: 'direct_payment',
        wishes: 'To arrange this part ourselves.',
        funderIds: [funders[sector]],
      })),
    ),
  );
  const decided = await as('panel_member', async (tx) => {
    const rules = await rulesOn(tx, today);
    const records = await addFunderDecisions(
      tx,
      refused.map(({ refusal: [sector, ground, reasons], person }, n) => ({
        requestId: ids[n]!,
        beneficiaryId: person.beneficiaryId,
        funderId: funders[sector],
        number: 1,
        outcome: 'refused' as const,
        amount: null,
        ground,
        toldOn: on(20 - n).toString(),
        reviewBy: rules.after(on(20 - n), 'review_of_refusal_asked_within', sector).toString(),
        reasons,
      })),
    );
    await noteRules(
      tx,
      records.map((one) => one.entryId),
      rules.used(),
    );
    return records;
  });
  await as('caseworker', (tx) =>
    addReviews(tx, [
      {
        decisionId: decided[0]!.id,
        beneficiaryId: refused[0]!.person.beneficiaryId,
        askedOn: on(5).toString(),
        askedBy: 'parent',
        inTime: 'in_time',
        representations: 'Two other families share the same taxi and would join us.',
      },
    ]),
  );
}
