import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { UserKind } from '../access/kinds.ts';
import { arrangementOf } from '../budgets/find.ts';
import { decideAlone } from '../database/lock.ts';
import type { Tx } from '../database/transactions.ts';
import { addRoute, type Services } from '../http/route.ts';
import { Day, Id } from '../http/schemas.ts';
import { rulesOn } from '../law/store.ts';
import { money, sum, toText } from '../money.ts';
import { Problem, refuseFaults } from '../problem.ts';
import { heldOn, rateTermsOn, totalHeld } from './money-store.ts';
import { freeMoney, holidayAccrued, refuseBelowZero, weeklyRate } from './rules.ts';
import { FreeMoneySchema, LiabilitiesSchema, NewLiabilitySchema } from './schemas.ts';
import { daysOf, liabilitiesOn, payrollUpTo, recordMovements, type LiabilityRow } from './store.ts';

const ById = z.object({ id: Id });
const OnDay = z.object({ on: Day.optional() });
const READERS: readonly UserKind[] = [
  'caseworker',
  'finance_officer',
  'approver',
  'auditor',
  'broker',
  'family',
];

/** What holders owe because of their assistants, and what of their money is truly free. */
export function liabilityRoutes(app: FastifyInstance, services: Services): void {
  recordingRoute(app, services);
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/liabilities',
    id: 'getLiabilities',
    summary: 'What a holder owes because of assistants, by kind and assistant',
    tag: 'Liabilities',
    callers: READERS,
    params: ById,
    query: OnDay,
    answer: LiabilitiesSchema,
    readOnly: true,
    handle: async ({ tx, params, query, clock }) => {
      await arrangementOf(tx, params.id);
      return liabilitiesShown(tx, params.id, query.on ?? clock.today());
    },
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/arrangements/:id/money',
    id: 'getFreeMoney',
    summary: 'What is held, what of it is owed, and what is truly free',
    description: 'And whether more is free than the weeks of payments that a holder may keep.',
    tag: 'Liabilities',
    callers: READERS,
    params: ById,
    query: OnDay,
    answer: FreeMoneySchema,
    readOnly: true,
    handle: async ({ tx, params, query, clock }) => {
      await arrangementOf(tx, params.id);
      return moneyShown(tx, params.id, query.on ?? clock.today());
    },
  });
}

function recordingRoute(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'POST',
    url: '/arrangements/:id/liabilities',
    id: 'recordLiability',
    summary: 'Record what a holder owes because of an assistant, or paid of it',
    description: 'It moves no money: it says how much of what is held is not free.',
    tag: 'Liabilities',
    callers: ['finance_officer', 'caseworker'],
    params: ById,
    body: NewLiabilitySchema,
    answer: LiabilitiesSchema,
    status: 201,
    moves: true,
    problems: ['not-covered', 'state-does-not-allow', 'dates-out-of-order'],
    handle: async ({ tx, params, body, clock }) => {
      const arrangement = await arrangementOf(tx, params.id);
      if (arrangement.kind === 'notional') {
        const message = 'A notional arrangement holds no money that could be owed.';
        throw new Problem('state-does-not-allow', message, { state: 'notional' });
      }
      const onDay = body.onDay.toString();
      const dueOn = body.dueOn?.toString() ?? null;
      refuseDueBefore(onDay, dueOn);
      await decideAlone(tx, `liabilities ${params.id}`);
      const { kind, employee, amount } = body;
      const days = await daysOf(tx, { arrangementId: params.id, kind, employee });
      const moved = days.map((day) => ({ on: day.on, amount: money(day.amount) }));
      refuseBelowZero(moved, { on: onDay, amount });
      const movement = { ...body, arrangementId: params.id, onDay, dueOn, returnId: null };
      await recordMovements(tx, [movement]);
      const today = clock.today();
      const later = Temporal.PlainDate.compare(body.onDay, today) > 0 ? body.onDay : today;
      return liabilitiesShown(tx, params.id, later);
    },
  });
}

function refuseDueBefore(onDay: string, dueOn: string | null): void {
  if (dueOn === null || dueOn >= onDay) return;
  const message = `It is to be paid by ${dueOn}, before it is owed on ${onDay}.`;
  refuseFaults('dates-out-of-order', message, [{ where: 'body.dueOn', message }]);
}

async function liabilitiesShown(tx: Tx, arrangementId: string, on: Temporal.PlainDate) {
  const day = on.toString();
  const rows = await liabilitiesOn(tx, arrangementId, day);
  const payroll = await payrollUpTo(tx, arrangementId, day);
  return {
    arrangementId,
    on: day,
    total: toText(sum(rows.map((row) => money(row.amount)))),
    liabilities: rows,
    holiday: [...Map.groupBy(payroll, (row) => row.employee)].map(([employee, mine]) => ({
      employee,
      gross: toText(sum(mine.map((row) => money(row.gross)))),
      declared: toText(sum(mine.map((row) => money(row.accrued)))),
      byRule: toText(sum(mine.map((row) => holidayAccrued(money(row.gross), row.percent)))),
    })),
  };
}

async function moneyShown(tx: Tx, arrangementId: string, on: Temporal.PlainDate) {
  const [rules, day] = [await rulesOn(tx, on), on.toString()];
  const shares = await heldOn(tx, arrangementId, day);
  const owed = byKind(await liabilitiesOn(tx, arrangementId, day));
  const terms = await rateTermsOn(tx, arrangementId, day);
  const rate = terms === undefined ? money('0.00') : weeklyRate(terms);
  const weeks = Number(rules.rule('retained_weeks').value);
  const held = totalHeld(shares);
  const amounts = owed.map((one) => money(one.amount));
  const stands = freeMoney(held, amounts, { rate, weeks });
  return {
    arrangementId,
    on: day,
    held: toText(held),
    shares,
    liabilities: owed,
    owed: toText(stands.liabilities),
    free: toText(stands.free),
    mayKeep: toText(stands.mayKeep),
    weeks,
    above: toText(stands.above),
  };
}

function byKind(rows: readonly LiabilityRow[]): { kind: LiabilityRow['kind']; amount: string }[] {
  return [...Map.groupBy(rows, (row) => row.kind)].map(([kind, mine]) => ({
    kind,
    amount: toText(sum(mine.map((row) => money(row.amount)))),
  }));
}
