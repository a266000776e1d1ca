import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { balanceAt } from '../support/matching.ts';
import {
  addPartner,
  freshFunders,
  notional,
  partnerBook,
  recharge,
  spend,
  statusesOf,
  thirds,
  type PartnerBook,
} from '../support/partner-book.ts';

let book: PartnerBook;
let partner: string;
let arrangement: string;

let shared: PartnerBook;
beforeAll(async () => {
  shared = await partnerBook();
});

beforeEach(async () => {
  book = await freshFunders(shared);
  partner = book.funders.health;
  arrangement = await notional(book, '9000.00', thirds(book.funders));
});

const drawUp = (body: object = {}) =>
  book.staff.finance.post(`/partners/${partner}/recharges`, body);

describe('a partner', () => {
  it('is a funder, once, with its accounts open', async () => {
    const made = await addPartner(book, partner);
    expect(made).toMatchObject({ id: partner, sector: 'health', owed: '0.00' });
    expect(await balanceAt(book.api.db, `partner/health:${partner}`)).toBe('0.00');
    expect(await balanceAt(book.api.db, `recharge/health:${partner}`)).toBe('0.00');
    const body = { funderId: partner, organisation: 'ICB', sinceOn: '2026-04-01' };
    expect((await book.staff.finance.post('/partners', body)).body.type).toBe(
      '/problems/already-exists',
    );
    const unknown = { ...body, funderId: randomUUID() };
    expect((await book.staff.finance.post('/partners', unknown)).body.type).toBe(
      '/problems/record-unknown',
    );
    expect((await book.staff.approver.post('/partners', body)).status).toBe(403);
  });

  it('is recharged from the day on which it became one', async () => {
    await addPartner(book, partner, { sinceOn: '2026-04-11' });
    await spend(book.api.db, arrangement, { on: '2026-04-10', amount: '300.00' });
    await spend(book.api.db, arrangement, { on: '2026-04-11', amount: '3.00' });
    const made = await ok(drawUp({ to: '2026-04-15' }));
    expect(made).toMatchObject({ from: '2026-04-11', amount: '1.00' });
  });
});

describe('a recharge', () => {
  beforeEach(async () => {
    await addPartner(book, partner);
    await spend(book.api.db, arrangement, { on: '2026-04-10', amount: '300.00' });
  });

  it('is drawn up once at a time, by races too, and posts nothing', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => drawUp({ to: '2026-04-15' })));
    expect(statusesOf(answers)).toEqual([201, 409, 409, 409]);
    expect(await balanceAt(book.api.db, `partner/health:${partner}`)).toBe('0.00');
    const waits = answers.find((one) => one.status === 409)!;
    expect(waits.body).toMatchObject({ type: '/problems/state-does-not-allow', waiting: 1 });
  });

  it('is of days that have come, after the one before', async () => {
    const future = await drawUp();
    expect(future.body.type).toBe('/problems/dates-out-of-order');
    expect(future.body.errors[0].message).toContain('2026-06-30');
    await recharge(book, partner, '2026-04-12');
    const before = await drawUp({ to: '2026-04-12' });
    expect(before.body.errors[0].message).toContain('begins on 2026-04-13');
  });

  it('is issued once, by a second person, on its last day', async () => {
    const { id } = await ok(drawUp({ to: '2026-04-12' }));
    expect((await book.staff.finance.post(`/recharges/${id}/issue`)).status).toBe(403);
    // The same person, whom another sign-in makes an approver.
    const own = await book.api.as('approver', { sub: 'finance_officer' });
    const alone = await own.post(`/recharges/${id}/issue`);
    expect(alone.body.type).toBe('/problems/needs-a-second-person');
    const answers = await Promise.all(
      [1, 2, 3].map(() => book.staff.approver.post(`/recharges/${id}/issue`)),
    );
    expect(statusesOf(answers)).toEqual([201, 409, 409]);
    const on = Temporal.PlainDate.from('2026-04-12');
    expect(await balanceAt(book.api.db, `partner/health:${partner}`, on)).toBe('100.00');
    expect(await balanceAt(book.api.db, `recharge/health:${partner}`, on)).toBe('-100.00');
    const before = on.subtract({ days: 1 });
    expect(await balanceAt(book.api.db, `partner/health:${partner}`, before)).toBe('0.00');
  });

  it('is refused, with the difference, where something has changed since', async () => {
    const { id } = await ok(drawUp({ to: '2026-04-15' }));
    await spend(book.api.db, arrangement, { on: '2026-04-14', amount: '30.00' });
    const changed = await book.staff.approver.post(`/recharges/${id}/issue`);
    expect(changed.body).toMatchObject({
      type: '/problems/state-does-not-allow',
      drawnUp: '100.00',
      now: '110.00',
      difference: '10.00',
      lines: 1,
    });
    await ok(book.staff.finance.post(`/recharges/${id}/withdrawal`, { reason: 'More came' }));
    const gone = await book.staff.approver.post(`/recharges/${id}/issue`);
    expect(gone.body).toMatchObject({ state: 'withdrawn' });
    const other = await ok(drawUp({ to: '2026-04-15' }));
    expect(other).toMatchObject({ number: 2, from: '2026-04-01', amount: '110.00' });
  });

  it('takes back in the next what a credit gave back', async () => {
    await recharge(book, partner, '2026-04-12');
    await spend(book.api.db, arrangement, { on: '2026-04-13', amount: '-30.00' });
    const credit = await recharge(book, partner, '2026-04-15');
    expect(credit.amount).toBe('-10.00');
    expect(await balanceAt(book.api.db, `partner/health:${partner}`)).toBe('90.00');
    const { items } = await ok(book.staff.finance.get('/partners'), 200);
    expect(items.find((one: any) => one.id === partner).owed).toBe('90.00');
  });

  it('has what was spent late in an earlier quarter in the next one', async () => {
    await recharge(book, partner, '2026-04-12');
    await spend(book.api.db, arrangement, { on: '2026-04-11', amount: '3.00' });
    expect((await recharge(book, partner, '2026-04-13')).amount).toBe('1.00');
  });

  it('comes to nothing where two arrangements even out, and is a decision', async () => {
    const second = await notional(book, '900.00', thirds(book.funders));
    await spend(book.api.db, second, { on: '2026-04-09', amount: '30.00' });
    await recharge(book, partner, '2026-04-12');
    await spend(book.api.db, arrangement, { on: '2026-04-13', amount: '3.00' });
    await spend(book.api.db, second, { on: '2026-04-13', amount: '-3.00' });
    const even = await recharge(book, partner, '2026-04-15');
    expect(even).toMatchObject({ amount: '0.00', lines: 2, state: 'issued' });
    const { totals } = await ok(book.staff.finance.get(`/recharges/${even.id}`), 200);
    expect(totals).toMatchObject({ part: '110.00', before: '110.00', amount: '0.00' });
  });

  it('gives its lines page by page', async () => {
    for (let n = 0; n < 3; n += 1) {
      const more = await notional(book, '900.00', thirds(book.funders));
      await spend(book.api.db, more, { on: '2026-04-09', amount: '3.00' });
    }
    const { id } = await recharge(book, partner, '2026-04-12');
    const whole = await ok(book.staff.finance.get(`/recharges/${id}`), 200);
    expect(whole).toMatchObject({ lines: 4, amount: '103.00', totals: { amount: '103.00' } });
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const url: string = `/recharges/${id}?limit=2${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`;
      const { items }: any = await ok(book.health.get(url), 200);
      seen.push(...items.items.map((one: any) => one.shareId));
      after = items.next;
    }
    expect(seen).toEqual(whole.items.items.map((one: any) => one.shareId));
    expect((await book.health.get(`/recharges/${id}?after=x`)).status).toBe(422);
  });
});
