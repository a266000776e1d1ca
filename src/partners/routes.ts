import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, page } from '../http/schemas.ts';
import type { Sector } from '../ledger/accounts.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { partnerOf } from './find.ts';
import { bankLineRoutes } from './bank-line-routes.ts';
import { partnerReceiptRoutes } from './receipt-routes.ts';
import { rechargeRoutes } from './recharge-routes.ts';
import { NewPartnerSchema, PartnerSchema } from './schemas.ts';
import { statementRoutes } from './statement-routes.ts';
import { addPartners, listPartners } from './store.ts';

const READERS: readonly UserKind[] = [
  'finance_officer',
  'approver',
  'auditor',
  'commissioner',
  'health_approver',
  'school_approver',
];

/** Funders outside the authority: what they are recharged, are sent, and pay. */
export function partnerRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/partners',
    id: 'addPartner',
    summary: 'Record that a funder is a partner that is recharged',
    description: 'From a day on: what was drawn of its shares before is not recharged.',
    tag: 'Partners',
    callers: ['finance_officer'],
    body: NewPartnerSchema,
    answer: PartnerSchema,
    status: 201,
    moves: true,
    problems: ['record-unknown', 'already-exists'],
    handle: async ({ tx, body }) => {
      await decideAlone(tx, `partner ${body.funderId}`);
      const sector = await sectorOf(tx, body.funderId);
      await addPartners(tx, [{ ...body, sector, sinceOn: body.sinceOn.toString() }]);
      return partnerOf(tx, body.funderId);
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/partners',
    id: 'listPartners',
    summary: 'The partners, and what each owes at the end of a day',
    description:
      'Today unless a day is given. A recharge counts from its last day, money from the day it came.',
    tag: 'Partners',
    callers: READERS,
    query: z.object({ on: Day.optional() }),
    answer: page(PartnerSchema),
    readOnly: true,
    handle: async ({ tx, query, clock }) => {
      const on = query.on ?? clock.today();
      return { items: await listPartners(tx, { on: on.toString() }), next: null };
    },
  });
  rechargeRoutes(app, services);
  statementRoutes(app, services);
  partnerReceiptRoutes(app, services);
  bankLineRoutes(app, services);
}

/** The sector of a funder that is no partner yet. */
async function sectorOf(tx: Tx, funderId: string): Promise<Sector> {
  const [funder] = await tx.sql<{ sector: Sector; known: boolean }[]>`
    select sector, exists (select from partners p where p.funder_id = f.id) as known
    from funders f where id = ${funderId}`;
  if (funder === undefined) {
    const message = 'There is no funder of this identifier.';
    refuseFaults('record-unknown', message, [{ where: 'body.funderId', message }]);
  }
  if (funder!.known) throw new Problem('already-exists', 'This funder is a partner already.');
  return funder!.sector;
}
