import { placeHolds } from '../payments/holding/store.ts';
import { takeOutHeld } from '../payments/holding/taking-out.ts';
import type { Loading } from './load.ts';

/** How long ago the officer held the payments back. */
const DAYS_AGO = 9;

/**
 * Holds back what is to come of one direct payment whose return is late, so that there is a hold to
 * end. The payment in the run that waits to be approved is taken out of it.
 */
export async function holdOne({ as, today }: Loading, beneficiaryId: string): Promise<void> {
  const day = today.subtract({ days: DAYS_AGO });
  await as(
    'caseworker',
    async (tx) => {
      const [arrangement] = await tx.sql<{ id: string }[]>`
        select id from arrangements where beneficiary_id = ${beneficiaryId} and kind = 'direct'`;
      const holds = await placeHolds(tx, [
        {
          beneficiaryId,
          arrangementId: arrangement!.id,
          instalmentId: null,
          fromOn: today.toString(),
          reason: 'return_missing',
          acts: 'family',
          reasons: 'The return for the last quarter has not come; the family was reminded twice.',
        },
      ]);
      await takeOutHeld(tx, holds);
    },
    day,
  );
}
