import { beforeAll, describe, expect, it } from 'vitest';
import { post } from '../../src/ledger/post.ts';
import { money } from '../../src/money.ts';
import { addPerson, addBudget, ok, type Person } from '../support/book.ts';
import { putOnFile } from '../support/documents.ts';
import { refusalOf } from '../support/refusal.ts';
import { council, type Council } from '../support/turning-sixteen.ts';
import { arranged, heldOn, standing, wrongWith } from './moving-money.ts';

/** What was agreed of a notional arrangement and not used becomes a payment to the family. */
let book: Council;
let person: Person;
let budget: string;
beforeAll(async () => {
  book = await council();
  person = await addPerson(book.staff);
  budget = await addBudget(book.staff, person);
  book.on('2026-06-02');
});

const once = { every: 'once', firstPeriodOn: '2026-06-15', instalments: 1, paid: 'in_advance' };
/** Case 3: speech therapy once a week, 39 weeks at 92.50. */
const therapy = (more: object = {}) => ({
  kind: 'notional',
  purpose: 'Speech therapy',
  amount: '3607.50',
  effectiveOn: '2026-04-06',
  shares: [{ funderId: book.funders.health, fraction: '1/1' }],
  schedule: { ...once, firstPeriodOn: '2026-04-06' },
  reason: 'Agreed at panel',
  ...more,
});
const underspend = (amount: string, more: object = {}) => ({
  what: 'agreed',
  amount,
  follows: 1,
  effectiveOn: '2026-06-02',
  cause: 'underspend',
  reasons: 'One session was not needed; the family buys a communication aid.',
  to: {
    arrangement: {
      kind: 'direct',
      purpose: 'Communication aid',
      payeeId: person.payeeId,
      schedule: once,
      reason: 'Instead of a session',
    },
  },
  ...more,
});
const propose = (from: string, body: object) =>
  book.staff.caseworker.post(`/arrangements/${from}/transfers`, body);
const decide = (id: string, body: object = { outcome: 'agreed' }) =>
  book.staff.approver.post(`/transfers/${id}/decision`, body);

/** Commits so much of a share, as an order does. */
async function order(arrangement: string, amount: string): Promise<void> {
  await book.api.db.run(async (tx) => {
    const accounts = await tx.sql<{ kind: string; id: string }[]>`
      select c.kind, a.id from accounts a join account_classes c on c.id = a.class
      where a.arrangement_id = ${arrangement} and c.kind in ('available', 'committed')`;
    const of = (kind: string) => accounts.find((one) => one.kind === kind)!.id;
    const transfer = { from: of('available'), to: of('committed'), amount: money(amount) };
    const effectiveOn = Temporal.PlainDate.from('2026-04-06');
    const key = `order:${arrangement}`;
    await post(tx, [{ key, kind: 'scheduled', effectiveOn, transfers: [transfer] }]);
  });
}

describe('the underspend of case 3', () => {
  let notional: string;
  let transfer: any;
  beforeAll(async () => {
    notional = await arranged(book, budget, therapy());
    await order(notional, '3515.00');
  });

  it('is no more than what is neither ordered nor invoiced', async () => {
    const answer = await propose(notional, underspend('92.51'));
    expect(refusalOf(answer)).toEqual([409, 'not-covered']);
    expect(answer.body.shortfalls).toEqual([
      { account: 'available', available: '92.50', asked: '92.51' },
    ]);
    const { agreement } = await ok(book.staff.caseworker.get(`/arrangements/${notional}`), 200);
    expect(agreement.version).toBe(1);
  });

  it('is proposed as less of the one and as much of the other, decided together', async () => {
    transfer = await ok(propose(notional, underspend('92.50')));
    expect(transfer).toMatchObject({
      state: 'open',
      obstacle: null,
      from: { arrangementId: notional, kind: 'notional' },
      to: { kind: 'direct', purpose: 'Communication aid' },
      shares: [{ source: 'health', funderId: book.funders.health, amount: '92.50' }],
    });
    const alone = await book.staff.panel.post(`/arrangements/${notional}/agreement`);
    expect(refusalOf(alone)).toEqual([409, 'state-does-not-allow']);
    const other = transfer.to.arrangementId;
    const refusal = await book.staff.panel.post(`/arrangements/${other}/refusal`, {
      reasons: 'No.',
    });
    expect(refusal.body.transfer).toBe(transfer.id);
    expect(await wrongWith(book)).toEqual([]);
  });

  it('becomes a one-off payment, to the penny', async () => {
    expect((await ok(decide(transfer.id), 200)).shares).toHaveLength(1);
    const one = await ok(
      book.staff.caseworker.get(`/arrangements/${transfer.to.arrangementId}`),
      200,
    );
    expect(one.agreement).toMatchObject({ state: 'agreed', agreedTotal: '92.50' });
    expect(await standing(book, notional, 'available', '2026-06-02')).toEqual({});
    expect(await standing(book, notional, 'committed', '2026-06-02')).toEqual({
      health: '3515.00',
    });
    expect(await standing(book, one.id, 'committed', '2026-06-15')).toEqual({ health: '92.50' });
    await putOnFile(book.staff, one.id);
    book.on('2026-06-10');
    await book.pay('2026-06-15');
    expect(await heldOn(book, one.id, '2026-06-15')).toEqual({ health: '92.50' });
    expect(await wrongWith(book)).toEqual([]);
  });

  it('is in the statements of both, in plain words', async () => {
    const movedIn = async (id: string) =>
      (await ok(book.staff.caseworker.get(`/arrangements/${id}/statement?to=2026-06-30`), 200))
        .moved;
    expect(await movedIn(notional)).toEqual([
      {
        on: '2026-06-02',
        what: 'Part of what was agreed and not used. Moved from here to "Communication aid", paid to you as a direct payment',
        amount: '92.50',
      },
    ]);
    expect(await movedIn(transfer.to.arrangementId)).toEqual([
      {
        on: '2026-06-02',
        what: 'Part of what was agreed and not used. Moved to here from "Speech therapy", which the authority arranges for you',
        amount: '92.50',
      },
    ]);
  });
});

describe('agreed money that moves', () => {
  it('is refused with reasons, and can be proposed anew', async () => {
    const notional = await arranged(book, budget, therapy());
    const { id, to } = await ok(
      propose(notional, underspend('92.50', { effectiveOn: '2026-06-10' })),
    );
    expect(refusalOf(await decide(id, { outcome: 'refused' }))).toEqual([
      422,
      'invalid-request',
      'body.reasons',
    ]);
    const refused = { outcome: 'refused', reasons: 'The session is still needed.' };
    expect((await ok(decide(id, refused), 200)).state).toBe('refused');
    const shown = await ok(book.staff.caseworker.get(`/arrangements/${to.arrangementId}`), 200);
    expect(shown.agreement.state).toBe('refused');
    expect(await standing(book, notional, 'available', '2026-12-31')).toEqual({
      health: '3607.50',
    });
    const again = underspend('92.50', { follows: 2, effectiveOn: '2026-06-10' });
    await ok(decide((await ok(propose(notional, again))).id), 200);
    expect(await wrongWith(book)).toEqual([]);
  });

  it('takes from each funder what each agrees less, whatever the pence', async () => {
    const { education, health, social_care } = book.funders;
    const thirds = [education, health, social_care].map((funderId) => ({
      funderId,
      fraction: '1/3',
    }));
    const notional = await arranged(book, budget, therapy({ amount: '100.00', shares: thirds }));
    const { id } = await ok(propose(notional, underspend('0.05', { effectiveOn: '2026-06-10' })));
    const decided = await ok(decide(id), 200);
    expect(decided.shares.map((share: any) => [share.source, share.amount])).toEqual([
      ['education', '0.02'],
      ['health', '0.01'],
      ['social_care', '0.02'],
    ]);
    expect(await wrongWith(book)).toEqual([]);
  });

  it('moves all that nobody used, which ends the notional arrangement', async () => {
    const notional = await arranged(book, budget, therapy());
    const { id } = await ok(
      propose(notional, underspend('3607.50', { effectiveOn: '2026-06-10' })),
    );
    await ok(decide(id), 200);
    const shown = await ok(book.staff.caseworker.get(`/arrangements/${notional}`), 200);
    expect(shown.agreement).toMatchObject({ change: 'end', agreedTotal: '0.00' });
    expect(await wrongWith(book)).toEqual([]);
  });

  it('goes to an arrangement that is there already by a change of its terms', async () => {
    const notional = await arranged(book, budget, therapy());
    const monthly = {
      kind: 'direct',
      purpose: 'Speech therapy at home',
      payeeId: person.payeeId,
      schedule: { every: 'month', firstPeriodOn: '2026-07-01', instalments: 9, paid: 'in_advance' },
      amount: '900.00',
      effectiveOn: '2026-07-01',
    };
    const direct = await arranged(book, budget, therapy(monthly));
    const to = (amount: string) => ({
      arrangementId: direct,
      version: { follows: 1, amount, reason: 'More at home' },
    });
    const on = { effectiveOn: '2026-07-01' };
    const apart = await propose(notional, underspend('90.00', { ...on, to: to('990.01') }));
    expect(refusalOf(apart)).toEqual([422, 'invalid-request', 'body.to']);
    expect(apart.body.detail).toContain('health agrees 90.00 less here and 90.01 more there');
    const { id } = await ok(propose(notional, underspend('90.00', { ...on, to: to('990.00') })));
    await ok(decide(id), 200);
    const shown = await ok(book.staff.caseworker.get(`/arrangements/${direct}`), 200);
    expect(shown.agreement).toMatchObject({ version: 2, agreedTotal: '990.00' });
    expect(await wrongWith(book)).toEqual([]);
  });

  it('is refused where it is not what the terms say', async () => {
    const notional = await arranged(book, budget, therapy());
    const on = { effectiveOn: '2026-06-10' };
    const faults = async (more: object) =>
      refusalOf(await propose(notional, underspend('92.50', { ...on, ...more })));
    expect(await faults({ cause: 'other_kind' })).toEqual([422, 'invalid-request', 'body.cause']);
    expect(await faults({ follows: 7 })).toEqual([409, 'version-conflict']);
    const { arrangement } = underspend('92.50').to;
    expect(await faults({ to: { arrangement: { ...arrangement, kind: 'notional' } } })).toEqual([
      422,
      'invalid-request',
      'body.to.arrangement.kind',
    ]);
    const late = { ...once, firstPeriodOn: '2028-01-01' };
    expect(await faults({ to: { arrangement: { ...arrangement, schedule: late } } })).toEqual([
      422,
      'invalid-request',
      'body.to.arrangement.schedule.firstPeriodOn',
    ]);
    const direct = await arranged(book, budget, therapy({ ...arrangement, amount: '50.00' }));
    expect(refusalOf(await propose(direct, underspend('10.00', on)))).toEqual([
      422,
      'invalid-request',
      'body.what',
    ]);
    expect(await wrongWith(book)).toEqual([]);
  });
});
