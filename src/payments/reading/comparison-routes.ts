import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Tx } from '../../database/transactions.ts';
import { addRoute, type Services } from '../../http/route.ts';
import { DayText, Id, Money, UUID_FORM, page, pagingBy, toPage } from '../../http/schemas.ts';
import { money, sum, toText } from '../../money.ts';
import { Problem } from '../../problem.ts';
import { runOf } from '../find.ts';
import { runsBy, type Run } from '../run-list.ts';
import { REASONS } from './comparison-rules.ts';
import { arrangementsCompared, lastRunBefore, reasonsOf, type Pair } from './comparison-store.ts';

const OFFICE = ['finance_officer', 'approver', 'auditor'] as const;
const ById = z.object({ id: Id });
const With = Id.optional().meta({
  description: 'The run to compare with; else the last one released of the bank account by Bacs.',
});
const ReasonSchema = z.enum(REASONS).meta({ id: 'ComparisonReason' });

const SideSchema = z
  .object({ id: Id, serial: z.string(), valueOn: DayText, items: z.number().int(), total: Money })
  .meta({ id: 'ComparedRun' });
const Amounts = { now: Money, before: Money, difference: Money };

const ComparisonSchema = z
  .object({
    run: SideSchema,
    with: SideSchema.nullable().meta({ description: 'Null where there is no earlier run.' }),
    difference: Money,
    sectors: z.array(z.object({ sector: z.string(), ...Amounts })),
    funders: z.array(z.object({ sector: z.string(), funder: z.string(), ...Amounts })),
    kinds: z.array(z.object({ kind: z.string(), ...Amounts })),
    reasons: z
      .array(z.object({ reason: ReasonSchema, arrangements: z.number().int(), amount: Money }))
      .meta({ description: 'Their amounts make the difference, to the penny.' }),
  })
  .meta({ id: 'PayRunComparison' });

const ComparedArrangementSchema = z
  .object({
    arrangementId: Id,
    beneficiary: z.string(),
    ...Amounts,
    parts: z.array(z.object({ reason: ReasonSchema, amount: Money, words: z.string() })),
  })
  .meta({ id: 'ComparedArrangement' });

/** A pay run against the one before it, with the difference explained completely. */
export function comparisonRoutes(app: FastifyInstance, services: Services): void {
  addRoute(app, services, {
    method: 'GET',
    url: '/pay-runs/:id/comparison',
    id: 'comparePayRun',
    summary: 'Compare a pay run with the last one, and explain the difference',
    description:
      'The totals of both by sector, funder and kind, and every reason why they differ with how many arrangements it is of and how much it makes.',
    tag: 'Payments',
    callers: OFFICE,
    params: ById,
    query: z.object({ with: With }),
    answer: ComparisonSchema,
    readOnly: true,
    problems: ['record-unknown'],
    handle: async ({ tx, params, query }) =>
      comparison(tx, await pairOf(tx, params.id, query.with)),
  });
  addRoute(app, services, {
    method: 'GET',
    url: '/pay-runs/:id/comparison/items',
    id: 'listPayRunComparison',
    summary: 'The arrangements of a comparison with both amounts and why they differ',
    tag: 'Payments',
    callers: OFFICE,
    params: ById,
    query: pagingBy(UUID_FORM).extend({ with: With, reason: ReasonSchema.optional() }),
    answer: page(ComparedArrangementSchema),
    readOnly: true,
    problems: ['record-unknown'],
    handle: async ({ tx, params, query }) => {
      const pair = await pairOf(tx, params.id, query.with);
      const rows = await arrangementsCompared(tx, pair, query);
      return toPage(rows, query.limit, (row) => row.arrangementId);
    },
  });
}

async function pairOf(tx: Tx, id: string, asked: string | undefined): Promise<Pair> {
  const now = await runOf(tx, id);
  const wanted = asked ?? (await lastRunBefore(tx, now));
  if (wanted === null) return { now, before: null };
  const [before] = await runsBy(tx, { id: wanted });
  if (before !== undefined && before.id !== now.id) return { now, before };
  throw new Problem('record-unknown', 'There is no such run to compare with.', {
    errors: [{ where: 'query.with', message: 'No other pay run has this identifier.' }],
  });
}

async function comparison(tx: Tx, pair: Pair) {
  const { now, before } = pair;
  const difference = money(now.total).minus(money(before?.total ?? '0.00'));
  const funders = (run: Run | null) => run?.funders ?? [];
  return {
    run: sideOf(now),
    with: before === null ? null : sideOf(before),
    difference: toText(difference),
    sectors: sideBySide(funders(now), funders(before), ({ sector }) => ({ sector })),
    funders: sideBySide(funders(now), funders(before), ({ sector, funder }) => ({
      sector,
      funder,
    })),
    kinds: sideBySide(now.kinds, before?.kinds ?? [], ({ kind }) => ({ kind })),
    reasons: await reasonsOf(tx, pair, difference),
  };
}

const sideOf = ({ id, serial, valueOn, items, total }: Run) => ({
  id,
  serial,
  valueOn,
  items,
  total,
});

/** Amounts of both runs by what names them, in the order of the names. */
export function sideBySide<T extends { readonly amount: string }, K extends object>(
  now: readonly T[],
  before: readonly T[],
  nameOf: (row: T) => K,
): (K & { now: string; before: string; difference: string })[] {
  const keyOf = (row: T): string => Object.values(nameOf(row)).join('\n');
  const names = new Map([...now, ...before].map((row) => [keyOf(row), nameOf(row)]));
  const of = (rows: readonly T[], key: string) =>
    sum(rows.filter((row) => keyOf(row) === key).map((row) => money(row.amount)));
  return [...names]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, name]) => {
      const [paid, last] = [of(now, key), of(before, key)];
      return {
        ...name,
        now: toText(paid),
        before: toText(last),
        difference: toText(paid.minus(last)),
      };
    });
}
