import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { decideAlone } from '../database/lock.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, DayText, Id, line, page, pagingBy, toPage } from '../http/schemas.ts';
import { Problem, notFound } from '../problem.ts';
import {
  addCards,
  cardCursor,
  cardsExpiring,
  cardsOf,
  isKnownCard,
  type Card,
} from './card-store.ts';
import { CARD_NOTICE_DAYS, faultOfReference } from './rules.ts';
import { payeeById } from './store.ts';

const ById = z.object({ id: Id });

const Reference = z
  .string()
  .trim()
  .superRefine((value, context) => {
    const message = faultOfReference(value);
    if (message !== null) context.addIssue({ code: 'custom', message });
  })
  .meta({ description: "The programme's reference for the card, not the card's number." });

const NewCardSchema = z
  .strictObject({ programme: line(50), reference: Reference, expiresOn: Day })
  .meta({ id: 'NewPrepaidCard' });

const CardSchema = z
  .object({
    id: Id,
    payeeId: Id,
    programme: z.string(),
    reference: z.string(),
    expiresOn: DayText,
    expired: z.boolean(),
  })
  .meta({ id: 'PrepaidCard' });

/** The prepaid cards that payees are paid on. */
export function cardRoutes(app: FastifyInstance, services: Services): void {
  ofPayeeRoutes(app, services);
  addRoute(app, services, {
    method: 'GET',
    url: '/cards',
    id: 'listExpiringCards',
    summary: 'Prepaid cards that have expired or soon will, the earliest first',
    description:
      'By a day, or within 60 days. A card in whose place the payee has a later one of the same programme is left out.',
    tag: 'Payees',
    callers: ['caseworker', 'finance_officer'],
    query: pagingBy(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/).extend({ expiringBy: Day.optional() }),
    answer: page(CardSchema),
    readOnly: true,
    handle: async ({ tx, query, clock }) => {
      const today = clock.today();
      const by = query.expiringBy ?? today.add({ days: CARD_NOTICE_DAYS });
      const rows = await cardsExpiring(tx, { ...query, by });
      const { items, next } = toPage(rows, query.limit, cardCursor);
      return { items: items.map((card) => shown(card, today)), next };
    },
  });
}

function ofPayeeRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/payees/:id/cards',
    id: 'addPrepaidCard',
    summary: "Record a payee's prepaid card",
    description: "The programme's reference and when the card expires; a card number is refused.",
    tag: 'Payees',
    callers: ['caseworker', 'finance_officer'],
    params: ById,
    body: NewCardSchema,
    answer: CardSchema,
    status: 201,
    problems: ['already-exists'],
    handle: async ({ tx, params, body, clock }) => {
      if ((await payeeById(tx, params.id)) === undefined) throw notFound();
      await decideAlone(tx, 'prepaid cards');
      if (await isKnownCard(tx, body)) {
        throw new Problem('already-exists', 'There is a card of this programme and reference.');
      }
      const card = { ...body, payeeId: params.id, expiresOn: body.expiresOn.toString() };
      const [id] = await addCards(tx, [card]);
      return shown({ id: id!, ...card }, clock.today());
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/payees/:id/cards',
    id: 'listPrepaidCards',
    summary: "A payee's prepaid cards, the one that expires last first",
    tag: 'Payees',
    callers: ['caseworker', 'finance_officer', 'approver', 'auditor'],
    params: ById,
    answer: page(CardSchema),
    readOnly: true,
    handle: async ({ tx, params, clock }) => {
      if ((await payeeById(tx, params.id)) === undefined) throw notFound();
      const cards = await cardsOf(tx, params.id);
      return { items: cards.map((card) => shown(card, clock.today())), next: null };
    },
  });
}

/** A card is good through the day on which it expires. */
function shown(card: Card, today: Temporal.PlainDate) {
  return { ...card, expired: card.expiresOn < today.toString() };
}
