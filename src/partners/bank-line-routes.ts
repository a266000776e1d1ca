import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { Id, page } from '../http/schemas.ts';
import { money, sum, toText } from '../money.ts';
import { partnerOf } from './find.ts';
import { freeCredits } from './receipt-store.ts';
import { setsOf, setsThatMake, type OpenRecharge } from './rules.ts';
import { ProposalSchema } from './schemas.ts';
import { openRecharges } from './settlement-store.ts';

/** Proposals are made for the oldest open recharges, at most so many. */
const MOST_OPEN = 60;

/** Which lines of the bank statements could be a partner's payment. */
export function bankLineRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/partners/:id/bank-lines',
    id: 'proposePartnerLines',
    summary: "Lines of the bank statements that could be the partner's payment",
    description:
      'Credits that nothing has taken yet and whose amount is that of an open recharge, or of several together. Proposals only: record the receipt with the line to take it.',
    tag: 'Partners',
    callers: ['finance_officer', 'approver', 'auditor'],
    params: z.object({ id: Id }),
    answer: page(ProposalSchema),
    readOnly: true,
    handle: async ({ tx, params }) => {
      const { id } = await partnerOf(tx, params.id);
      const open = (await openRecharges(tx, id)).slice(0, MOST_OPEN);
      const lines = await freeCredits(tx, amountsOf(open));
      const items = lines.map((line) => ({
        line,
        sets: setsThatMake(money(line.amount), open).map((set) => set.map(shown)),
        rivals: lines
          .filter((other) => other.id !== line.id && other.amount === line.amount)
          .map((other) => other.id),
      }));
      return { items, next: null };
    },
  });
}

const shown = ({ id, number, open }: OpenRecharge) => ({
  rechargeId: id,
  number,
  amount: toText(open),
});

/** Every amount that some set of the open recharges comes to. */
function amountsOf(open: readonly OpenRecharge[]): string[] {
  return [...new Set(setsOf(open).map((set) => toText(sum(set.map((one) => one.open)))))];
}
