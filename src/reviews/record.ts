import type { z } from 'zod';
import type { Tx } from '../database/transactions.ts';
import { Problem, notFound, refuseFaults } from '../problem.ts';
import { reviewRules } from './due-store.ts';
import { addHeldReviews, sectorsOf, type SectorFacts } from './review-store.ts';
import { faultsOfHeldOn, reviewDue, rulesAt } from './rules.ts';
import type { NewReviewSchema } from './schemas.ts';

type Day = Temporal.PlainDate;

/** Records a review of an arrangement, or refuses it; works out when each sector's was due. */
export async function recordReview(
  tx: Tx,
  arrangementId: string,
  review: z.output<typeof NewReviewSchema>,
  today: Day,
): Promise<void> {
  const sectors = await sectorsOf(tx, arrangementId, review.heldOn);
  const [first] = sectors;
  if (first === undefined) throw notFound();
  refuseUnfit(sectors, review, today);
  const versions = await reviewRules(tx);
  const reviewed = sectors
    .filter(({ sector }) => review.sectors.includes(sector))
    .map((one) => ({ sector: one.sector, due: dueBefore(one, versions) }));
  await addHeldReviews(tx, [
    {
      ...review,
      arrangementId,
      beneficiaryId: first.beneficiaryId,
      heldOn: review.heldOn.toString(),
      sectors: reviewed.map(({ sector, due }) => ({
        sector,
        dueOn: due?.dueOn.toString() ?? null,
      })),
      used: reviewed.flatMap(({ due }) => due?.used ?? []),
    },
  ]);
}

function refuseUnfit(
  sectors: readonly SectorFacts[],
  review: z.output<typeof NewReviewSchema>,
  today: Day,
): void {
  const firstOn = sectors[0]!.firstOn;
  if (firstOn === null) {
    throw new Problem('state-does-not-allow', 'Nothing is agreed yet that could be reviewed.', {
      state: 'proposed',
    });
  }
  const faultsOf = (wrong: (facts: SectorFacts | undefined) => boolean, message: string) =>
    review.sectors.flatMap((sector, n) =>
      wrong(sectors.find((one) => one.sector === sector))
        ? [{ where: `body.sectors.${n}`, message }]
        : [],
    );
  refuseFaults(
    'invalid-request',
    'The review names a sector that pays nothing here.',
    faultsOf((one) => one === undefined, 'No share of this arrangement is of this sector.'),
  );
  const faults = faultsOfHeldOn(review.heldOn, Temporal.PlainDate.from(firstOn), today);
  refuseFaults('dates-out-of-order', 'The review was not held under this arrangement.', faults);
  refuseFaults(
    'already-exists',
    'A sector is reviewed once a day.',
    faultsOf((one) => one!.held, 'A review of this sector on this day is on record.'),
  );
}

function dueBefore(facts: SectorFacts, versions: Parameters<typeof rulesAt>[0]) {
  const day = (text: string | null): Day | null =>
    text === null ? null : Temporal.PlainDate.from(text);
  return reviewDue(
    {
      sector: facts.sector,
      bornOn: day(facts.bornOn),
      firstPaidOn: day(facts.firstPaidOn),
      lastHeldOn: day(facts.lastHeldOn),
      planReviewBy: day(facts.planReviewBy),
    },
    (on) => rulesAt(versions, on),
  );
}
