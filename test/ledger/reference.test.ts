import { beforeAll, describe, expect, it } from 'vitest';
import { freshApi, type Api, type ApiUser } from '../support/api.ts';

let api: Api;
let family: ApiUser;
beforeAll(async () => {
  api = await freshApi();
  family = await api.as('family');
});

describe('the chart of accounts', () => {
  it('lists the kinds of entry, and which are for hands', async () => {
    const { status, body } = await family.get('/entry-kinds');
    expect(status).toBe(200);
    const kinds: { name: string; byHand: boolean }[] = body.items;
    expect(kinds.filter((one) => one.byHand).map((one) => one.name)).toEqual([
      'treasury',
      'bank_charge',
      'unidentified',
    ]);
    expect(kinds.map((one) => one.name)).toContain('reversal');
  });

  it('lists what each kind may move, in pages that hold every flow once', async () => {
    const flows: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const after: string = next === '' ? '' : `&after=${next}`;
      const { status, body } = await family.get(`/flows?limit=150${after}`);
      expect(status).toBe(200);
      flows.push(...body.items.map((one: object) => Object.values(one).join(' ')));
      next = body.next;
    }
    const [row] = await api.db.run(
      (tx) => tx.sql<{ count: number }[]>`select count(*)::int as count from flows`,
    );
    expect([flows.length, new Set(flows).size]).toEqual([row!.count, row!.count]);
  });

  it('shows the flows of one kind', async () => {
    const { body } = await family.get('/flows?kind=treasury');
    expect(body.items).toEqual([
      { kind: 'treasury', from: 'bank', to: 'treasury' },
      { kind: 'treasury', from: 'treasury', to: 'bank' },
    ]);
    expect((await family.get('/flows?after=x')).status).toBe(422);
  });
});
