import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { anImportedAccount } from '../support/matching.ts';
import { aDrawnUpRun, aReleasedRun } from '../support/released-run.ts';

interface Proposed {
  readonly line: { readonly id: string };
  readonly payRun: { readonly id: string };
  readonly rivals: Record<'lines' | 'payRuns', { readonly id: string }[]>;
  readonly certain: boolean;
}

let api: Api;
let finance: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  finance = await api.as('finance_officer');
});

const run = (bankAccountId: string, serial: string, total: string, valueOn = '2026-04-10') =>
  aReleasedRun(api.db, { bankAccountId, serial, valueOn, total });

const proposals = async (bankAccount: string): Promise<Proposed[]> =>
  (await ok(finance.get(`/match-proposals?bankAccount=${bankAccount}`), 200)).items;

describe('proposals', () => {
  it('pair a line with the run it pays, with the evidence', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-13', '-500.00', { reference: 'BACS P00001', text: 'Direct payments' }],
      ['2026-04-13', '-500.01'],
      ['2026-04-13', '500.00'],
      ['2026-04-17', '-500.00'],
    ]);
    const payRunId = await run(account.id, 'P00001', '500.00');
    const drawnUp = { bankAccountId: account.id, valueOn: '2026-04-10', total: '500.00' };
    await aDrawnUpRun(api.db, { ...drawnUp, serial: 'P00002' });
    expect(await proposals(account.id)).toEqual([
      {
        line: {
          id: lines[0],
          bookedOn: '2026-04-13',
          amount: '-500.00',
          reference: 'BACS P00001',
          text: 'Direct payments',
        },
        payRun: { id: payRunId, serial: 'P00001', valueOn: '2026-04-10' },
        amount: '500.00',
        rule: 'run_total_and_date',
        certain: true,
        evidence: [
          'The £500.00 that went out is exactly what is in transit for the pay run.',
          'The line was booked on 2026-04-13, 1 working day after the value date, 2026-04-10.',
          "The line's reference names the pay run's serial, P00001.",
        ],
        rivals: { payRuns: [], lines: [] },
      },
    ]);
  });

  it('name their rivals, and are not certain then', async () => {
    const { account, lines } = await anImportedAccount(api.db, [
      ['2026-04-10', '-60.00'],
      ['2026-04-13', '-60.00'],
    ]);
    const early = await run(account.id, 'P00003', '60.00');
    const late = await run(account.id, 'P00004', '60.00', '2026-04-13');
    const items = await proposals(account.id);
    const ids = (list: readonly { id: string }[]) => list.map((one) => one.id);
    expect(
      items.map((one) => [
        one.line.id,
        one.payRun.id,
        ids(one.rivals.lines),
        ids(one.rivals.payRuns),
      ]),
    ).toEqual([
      [lines[0], early, [lines[1]], []],
      [lines[1], early, [lines[0]], [late]],
      [lines[1], late, [], [early]],
    ]);
    expect(items.every((one) => !one.certain)).toBe(true);
  });

  it('are about what is left, and go when nothing is', async () => {
    const { account, lines } = await anImportedAccount(api.db, [['2026-04-10', '-90.00']]);
    const [part, rest] = [
      await run(account.id, 'P00005', '50.00'),
      await run(account.id, 'P00006', '40.00'),
    ];
    expect(await proposals(account.id)).toEqual([]);
    const lineId = lines[0];
    await ok(finance.post('/matches', { lineId, payRunId: part, amount: '50.00' }));
    const [proposal] = await proposals(account.id);
    expect(proposal).toMatchObject({ amount: '40.00', payRun: { id: rest }, certain: true });
    const { line, payRun } = proposal!;
    const matched = await finance.post('/matches', { lineId: line.id, payRunId: payRun.id });
    expect(matched.body.rule).toBe('run_total_and_date');
    expect(await proposals(account.id)).toEqual([]);
  });

  it('keep to one account, which must be there', async () => {
    const { account } = await anImportedAccount(api.db, [['2026-04-10', '-33.00']]);
    const other = await anImportedAccount(api.db, []);
    await run(other.account.id, 'P00007', '33.00');
    expect(await proposals(account.id)).toEqual([]);
    expect(await proposals(other.account.id)).toEqual([]);
    const unknown = await finance.get(`/match-proposals?bankAccount=${randomUUID()}`);
    expect(unknown.status).toBe(404);
    expect((await finance.get('/match-proposals')).status).toBe(422);
  });
});
