import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { addRoute, type Services } from '../http/route.ts';
import { DayText, Id, Money, UUID_FORM, page, pagingBy, toPage } from '../http/schemas.ts';
import { checkBank, checkPeople, checkTotals } from './check-store.ts';
import { returnOf } from './decision-store.ts';

const figures = {
  ledgerOpening: Money.meta({
    description:
      "The ledger's on the day before the period, less what earlier returns that are not accepted yet say was spent.",
  }),
  opening: Money.meta({ description: 'As declared.' }),
  ledgerPaidIn: Money.meta({
    description:
      'Payments with their value date in the period, none that came back, and what was transferred in less what was transferred out.',
  }),
  paidIn: Money.meta({ description: 'As declared, without what was transferred.' }),
  contributions: Money,
  spent: Money,
  fees: Money,
  refunds: Money,
  transferredIn: Money,
  transferredOut: Money,
  expectedClosing: Money.meta({
    description: "The ledger's at the period's end, less lines that are not in the books yet.",
  }),
  closing: Money.meta({ description: 'As declared.' }),
};

const PersonSchema = z
  .object({
    arrangementId: Id,
    beneficiaryId: Id,
    state: z.enum(['submitted', 'queried', 'accepted', 'sent_back']),
    ...figures,
    lastClosing: Money.nullable().meta({ description: "The last return's closing." }),
    ledgerClosing: Money,
    notPosted: Money.meta({ description: 'Spending and fees less refunds and contributions.' }),
    difference: Money.meta({ description: 'Closing less expected closing.' }),
  })
  .meta({ id: 'CheckedArrangement' });

const BankSchema = z
  .object({
    opening: Money,
    lastClosing: Money.nullable(),
    movements: Money.nullable().meta({ description: 'Null of a light return without bank lines.' }),
    closing: Money,
    people: Money.meta({ description: 'The closings of all people together.' }),
    otherAuthorities: Money,
    interest: Money,
    difference: Money.meta({ description: 'Closing less people, other authorities and interest.' }),
    openDifferences: z.number().int(),
  })
  .meta({ id: 'CheckedBank' });

const CheckSchema = page(PersonSchema)
  .extend({
    returnId: Id,
    from: DayText,
    to: DayText,
    totals: z.object({ people: z.number().int(), ...figures }),
    bank: BankSchema,
  })
  .meta({ id: 'ThreeWayCheck' });

/** The three-way check: the ledger, the holder's return, and the holder's bank statement. */
export function checkRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/returns/:id/check',
    id: 'checkReturn',
    summary: "A return against the ledger and the holder's bank statement",
    description:
      'By arrangement: opening, paid in, spent, fees and closing, each as the ledger has it and as declared; and across people against the bank.',
    tag: 'Returns',
    callers: ['finance_officer', 'caseworker', 'approver', 'auditor', 'broker', 'family'],
    params: z.object({ id: Id }),
    query: pagingBy(UUID_FORM),
    answer: CheckSchema,
    readOnly: true,
    handle: async ({ tx, params, query }) => {
      const { id, fromOn, toOn } = await returnOf(tx, params.id);
      const people = await checkPeople(tx, id, query);
      return {
        returnId: id,
        from: fromOn,
        to: toOn,
        totals: await checkTotals(tx, id),
        bank: await checkBank(tx, id),
        ...toPage(people, query.limit, (row) => row.arrangementId),
      };
    },
  });
}
