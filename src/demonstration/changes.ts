import { agree, loadProposals } from '../budgets/agreement-store.ts';
import { planVersions, proposeVersions, type Planned } from '../budgets/version-plan.ts';
import { agreedOf, loadVersions } from '../budgets/version-store.ts';
import type { ChangeAsked } from '../budgets/version-rules.ts';
import type { Loading } from './load.ts';

/** How many arrangements were reviewed and pay more; of how many the panel has still to decide. */
const [MORE, WAITING] = [8, 2];

/**
 * Some amounts rise after a review in the autumn, from a day in a period that was paid already, so
 * that the next pay run carries the difference. One decrease has had its notice and waits.
 */
export async function changeSome({ as, today }: Loading, people: readonly string[]): Promise<void> {
  const ids = await as('caseworker', async (tx) => {
    const rows = await tx.sql<{ id: string }[]>`
      select a.id from arrangements a join agreement_decisions d on d.agreement_id in (
        select g.id from agreements g where g.arrangement_id = a.id)
      where a.kind = 'direct' and a.beneficiary_id in (
        select value::uuid from jsonb_array_elements_text(${JSON.stringify(people)}::text::jsonb))
      order by (select b.reference from beneficiaries b where b.id = a.beneficiary_id),
        a.purpose limit ${MORE + WAITING}`;
    return rows.map((row) => row.id);
  });
  const proposed = await as('caseworker', async (tx) => {
    const loaded = await loadVersions(tx, ids);
    const asked = ids.map((arrangementId, n): ChangeAsked => {
      const { amount } = agreedOf(loaded.get(arrangementId)!).at(-1)!;
      const less = n === ids.length - 1;
      const base = { arrangementId, follows: 1, reason: 'Review in the autumn' };
      return less
        ? {
            ...base,
            effectiveOn: today.add({ days: 30 }),
            amount: amount.times('0.9').toDecimalPlaces(2),
            notice: { givenOn: today, reasons: 'The young person now goes to college on Fridays.' },
          }
        : {
            ...base,
            effectiveOn: today.subtract({ days: 24 }),
            amount: amount.times('1.08').toDecimalPlaces(2),
          };
    });
    const planned = (await planVersions(tx, asked)).filter(
      (one): one is Planned & { ok: true } => one.ok,
    );
    return proposeVersions(tx, planned);
  });
  await as('panel_member', async (tx) =>
    agree(tx, await loadProposals(tx, proposed.slice(0, MORE))),
  );
}
