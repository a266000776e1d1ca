import { beforeAll, describe, expect, it } from 'vitest';
import { amounts, item, caseBook, type CaseBook } from '../support/case-book.ts';
import { addBudget, caseOne, ok } from '../support/book.ts';
import { agreed } from '../support/terms.ts';

/** How shares can be stated, and what a budget was known to be at a moment. */
let staff: CaseBook['staff'];
let funders: CaseBook['funders'];
let person: CaseBook['person'];
let budget: string;
let provision: CaseBook['provision'];
let entitlement: CaseBook['entitlement'];
let sealNow: CaseBook['sealNow'];
beforeAll(async () => {
  ({ staff, funders, person, budget, provision, entitlement, sealNow } = await caseBook());
});

describe('shares', () => {
  const propose = (shares: object[], more: object = {}) =>
    staff.caseworker.post(
      `/budgets/${budget}/arrangements`,
      caseOne(person, funders, { shares, ...more }),
    );
  const [E, H, S] = [() => funders.education, () => funders.health, () => funders.social_care];

  it('can be a fixed amount with a balancing funder', async () => {
    const { shares } = await ok(
      propose([
        { funderId: E(), fixed: '2500.00' },
        { funderId: S(), rest: true },
      ]),
    );
    expect(amounts(shares)).toEqual(['2500.00', '7500.00']);
    expect(shares.map((share: any) => share.basis)).toEqual(['fixed', 'rest']);
  });

  it('can be capped, and what is above falls to the rest', async () => {
    const { shares } = await ok(
      propose([
        { funderId: H(), fraction: '1/2', upTo: '3000.00' },
        { funderId: S(), rest: true },
      ]),
    );
    expect(amounts(shares)).toEqual(['3000.00', '7000.00']);
    expect(shares[0]).toMatchObject({ basis: 'capped', fraction: '1/2', upTo: '3000.00' });
  });

  it('can be by line: each funder owns its lines', async () => {
    const items = [
      item({ provisionItemId: provision.F, unitCost: '100.00', times: '60', funderId: E() }),
      item({ provisionItemId: provision.H1, unitCost: '100.00', times: '38', funderId: S() }),
      item({
        provisionItemId: provision.H1,
        unitCost: '200.00',
        times: '1',
        nature: 'start_up',
        funderId: S(),
      }),
    ];
    const lines = [
      { funderId: E(), lines: true },
      { funderId: S(), lines: true },
    ];
    const { shares, agreement } = await ok(propose(lines, { items }));
    expect(amounts(shares)).toEqual(['6000.00', '4000.00']);
    expect(agreement.items.map((one: any) => one.nature)).toEqual([
      'regular',
      'regular',
      'start_up',
    ]);
    const short = await propose(lines, { items: items.slice(0, 2) });
    expect([short.status, short.body.type]).toEqual([422, '/problems/shares-do-not-make-one']);
  });

  it('above one are refused, and so is provision of another plan', async () => {
    const over = await propose([
      { funderId: E(), fraction: '2/3' },
      { funderId: S(), fraction: '2/3' },
    ]);
    expect([over.status, over.body.type]).toEqual([422, '/problems/shares-do-not-make-one']);
    const other = await propose([{ funderId: E(), fraction: '1/1' }], {
      items: [item({ provisionItemId: '5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47' })],
    });
    expect([other.status, other.body.errors[0].where]).toEqual([
      422,
      'body.items.0.provisionItemId',
    ]);
  });
});

describe('a budget as known at a moment', () => {
  it('does not know what was agreed later', async () => {
    const fresh = await addBudget(staff, person);
    const id = await agreed(staff, fresh, caseOne(person, funders));
    await sealNow();
    const moment = Temporal.Now.instant().toString();
    await ok(
      staff.caseworker.post(`/arrangements/${id}/versions`, {
        follows: 1,
        effectiveOn: '2026-04-06',
        amount: '13000.00',
        reason: 'Tribunal',
      }),
    );
    await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
    await sealNow();
    const asAt = async (more: string) =>
      (await ok(staff.finance.get(`/budgets/${fresh}/as-at?on=2026-06-01${more}`), 200)).agreed;
    expect(await asAt('')).toBe('13000.00');
    expect(await asAt(`&knownAt=${moment}`)).toBe('10000.00');
    expect((await entitlement(id)).total).toBe('13000.00');
    const then = await ok(
      staff.finance.get(`/arrangements/${id}/entitlement?knownAt=${moment}`),
      200,
    );
    expect(then.total).toBe('10000.00');
  });
});
