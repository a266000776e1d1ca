import { listDueReviews, reviewRules } from '../reviews/due-store.ts';
import { addHeldReviews, type NewReview } from '../reviews/review-store.ts';
import type { Loading } from './load.ts';

/** Reads all that is due at once; the demonstration has a few hundred. */
const MOST = 2000;

/** The reviews that fell due this year were held in time, but for a few that are late. */
export async function holdReviews({ as, today }: Loading): Promise<void> {
  await as('caseworker', async (tx) => {
    const due = await listDueReviews(tx, { until: today, late: false, limit: MOST });
    const used = await reviewRules(tx);
    const inOrder = due.toSorted((a, b) => (a.reference < b.reference ? -1 : 1));
    const byArrangement = [...Map.groupBy(inOrder, (row) => row.arrangementId).values()];
    const held = byArrangement
      .filter((_, n) => n % 9 !== 4)
      .map((rows, n): NewReview => {
        const [first] = rows.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
        const heldOn = Temporal.PlainDate.from(first!.dueOn).subtract({ days: 3 + (n % 20) });
        return {
          arrangementId: first!.arrangementId,
          beneficiaryId: first!.beneficiaryId,
          heldOn: heldOn.toString(),
          why: 'due',
          outcome: 'no_change',
          findings: 'The money is used as agreed, and it is enough.',
          sectors: rows.map(({ sector, dueOn }) => ({ sector, dueOn })),
          used: used.filter((rule) => rows.some((row) => row.basis.rule === rule.name)),
        };
      });
    await addHeldReviews(tx, held);
  });
}
