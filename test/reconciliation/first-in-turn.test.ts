import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/database/connections.ts';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { asSuperuser } from '../support/bank-scene.ts';
import { bookOf } from '../support/labelled-book.ts';
import { PLANNED_ON, plannedLine } from '../support/planned-line.ts';
import { searchFor } from '../support/search.ts';

/** What nothing else tells apart is proposed in the order of its days and names, not by chance. */
let api: Api;
let finance: ApiUser;
let superuser: Client;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
  superuser = await asSuperuser(api.db);
});
afterAll(() => superuser.end());

const FRIDAY = PLANNED_ON;
const SATURDAY = '2026-04-11';

/** Payments of invoices, each of another provider, so that nothing but a name is common to them. */
const payments = (on: string, pence: number, references: readonly string[]) =>
  references.map((reference, provider) => ({ on, pence, reference, provider }));

const references = (first: number, many: number): string[] =>
  Array.from({ length: many }, (_, n) => `FT${first + n}`);

describe('of what a line names twice', () => {
  it('the earlier is proposed, though both have the same working day', async () => {
    const [early, late] = [references(100_000, 12), references(200_000, 12)];
    const plan = {
      runs: [],
      payments: [...payments(SATURDAY, 50_00, late), ...payments(FRIDAY, 50_00, early)],
      lines: early.map((reference, n) =>
        plannedLine(-50_00, `${late[n]} ${reference}`, { truth: [`invoice:${12 + n}`] }),
      ),
    };
    const { accountId, truth } = await bookOf(api.db, superuser, plan);
    const { proposals } = await searchFor(finance, accountId);
    expect(proposals.map((one) => [one.rule, one.rivals.count])).toEqual(
      early.map(() => ['reference', 1]),
    );
    for (const { lines, expected } of proposals) {
      expect(expected).toEqual([truth.get(lines[0]!.id)!.names]);
    }
  });

  it('the payment of invoices is proposed before the run of the same day', async () => {
    const names = references(300_000, 12);
    const runs = names.map((reference, n) => ({
      serial: `FT${String(n).padStart(4, '0')}`,
      on: FRIDAY,
      credits: [{ pence: 70_00, reference }],
    }));
    const lines = names.map((reference) => plannedLine(-70_00, reference));
    const plan = { runs, payments: payments(FRIDAY, 70_00, names), lines };
    const { accountId } = await bookOf(api.db, superuser, plan);
    const { proposals } = await searchFor(finance, accountId);
    const kinds = proposals.map(({ expected }) => expected[0]!.split(':')[0]);
    expect(kinds).toEqual(names.map(() => 'invoice_payment'));
  });
});

describe('of more sums of lines than a search solves', () => {
  it('the earliest are solved', async () => {
    const [last, ...others] = references(400_000, 501);
    const plan = {
      runs: [],
      payments: [...payments(SATURDAY, 300_00, [last!]), ...payments(FRIDAY, 300_00, others)],
      lines: [last!, ...others].flatMap((reference) =>
        [100_00, 200_00].map((pence) => plannedLine(-pence, reference, { truth: ['invoice:0'] })),
      ),
    };
    const { accountId, truth } = await bookOf(api.db, superuser, plan);
    const { proposals } = await searchFor(finance, accountId);
    const [unsolved] = new Set([...truth.values()].map(({ names }) => names));
    expect(proposals).toHaveLength(500);
    expect(proposals.every(({ rule }) => rule === 'several_lines')).toBe(true);
    expect(proposals.flatMap(({ expected }) => expected)).not.toContain(unsolved);
  });
});
