import { rulesOn, noteRules } from '../law/store.ts';
import { addFunds } from '../funds/store.ts';
import { partnerOf, rechargeOf } from '../partners/find.ts';
import { drawUp, issue, nextRecharge } from '../partners/recharge-store.ts';
import { addPartners } from '../partners/store.ts';
import type { Loading } from './load.ts';
import { FUNDERS } from './users.ts';

/**
 * The health body as a partner that is recharged its share of what was spent: the quarters that are
 * over are issued, but for the last, which is drawn up for a second person; and an aligned fund.
 */
export async function rechargePartners({ as, year, today }: Loading): Promise<void> {
  await as('finance_officer', async (tx) => {
    await addPartners(tx, [
      {
        funderId: FUNDERS.health,
        sector: 'health',
        organisation: 'NHS Integrated Care Board',
        sinceOn: year.from.toString(),
      },
    ]);
    const member = (funderId: string, contribution: string) => ({
      funderId,
      contribution,
      risk: null,
    });
    await addFunds(tx, [
      {
        name: "Children's joint commissioning",
        kind: 'aligned',
        fromOn: year.from.toString(),
        toOn: year.to.toString(),
        host: 'The council',
        manager: 'Head of joint commissioning',
        agreement: 'Joint commissioning agreement of the year',
        members: [member(FUNDERS.health, '400000.00'), member(FUNDERS.social_care, '600000.00')],
      },
    ]);
  });
  const ends = [3, 6, 9, 12]
    .map((months) => year.from.add({ months }).subtract({ days: 1 }))
    .filter((to) => Temporal.PlainDate.compare(to.add({ days: 20 }), today) < 0);
  for (const to of ends) {
    const day = to.add({ days: 12 });
    const id = await as(
      'finance_officer',
      async (tx) => {
        const partner = await partnerOf(tx, FUNDERS.health);
        const { from, number } = await nextRecharge(tx, partner);
        return drawUp(tx, partner, { from, to, number });
      },
      day,
    );
    if (id === null || to === ends.at(-1)) continue;
    await as(
      'approver',
      async (tx) => {
        const recharge = await rechargeOf(tx, id);
        const rules = await rulesOn(tx, tx.scope.today);
        const dueOn = rules.after(tx.scope.today, 'recharge_due');
        const entry = await issue(tx, await partnerOf(tx, FUNDERS.health), recharge, dueOn);
        await noteRules(tx, [entry], rules.used());
      },
      day.add({ days: 3 }),
    );
  }
}
