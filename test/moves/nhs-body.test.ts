import { beforeAll, describe, expect, it } from 'vitest';
import { money, sum, toText } from '../../src/money.ts';
import { ok } from '../support/book.ts';
import {
  addArrangement,
  addMover,
  agreeLatest,
  moveOut,
  payAll,
  type Mover,
} from '../support/moving.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** Another NHS body takes over on 14 October 2026: what health pays ends, and nothing else does. */
let book: Council;
let mover: Mover;
let mixed: string;
let fixed: string;
let recorded: any;
beforeAll(async () => {
  book = await council();
  const { education, health, social_care } = book.funders;
  mover = await addMover(book, { shares: [{ funderId: health, fraction: '1/1' }] });
  mixed = await addArrangement(book, mover, {
    amount: '20000.00',
    shares: [
      { funderId: education, fraction: '1/3' },
      { funderId: health, fraction: '1/3' },
      { funderId: social_care, fraction: '1/3' },
    ],
  });
  fixed = await addArrangement(book, mover, {
    amount: '1300.00',
    shares: [
      { funderId: health, fixed: '260.00' },
      { funderId: social_care, rest: true },
    ],
  });
  await addArrangement(book, mover, {});
  await payAll(book, 7);
  book.on('2026-10-01');
  const move = moveOut({ what: 'nhs_body', otherBody: 'Another ICB' });
  recorded = await ok(book.staff.caseworker.post(`/budgets/${mover.budget}/moves`, move));
});

const pack = () => ok(book.staff.finance.get(`/moves/${recorded.id}/pack`), 200);
const shownOf = (id: string) => ok(book.staff.caseworker.get(`/arrangements/${id}`), 200);

describe('a change of the NHS body', () => {
  it('proposes an end where only health pays, and otherwise the same without health', async () => {
    const proposed = recorded.follows.map((one: any) => [one.arrangementId, one.proposed.change]);
    expect(proposed).toEqual([
      [mover.arrangement, 'end'],
      [mixed, 'decrease'],
      [fixed, 'decrease'],
    ]);
    expect(recorded.toBeChanged).toEqual([]);
  });

  it('says what health alone has paid and was to pay', () => {
    expect(recorded.follows[1]).toMatchObject({
      shares: [{ source: 'health', funder: 'Integrated care board' }],
      paid: recorded.follows[1].shares[0].paid,
    });
    const { paid, entitled, overpaid, owed } = recorded.follows[1];
    // A third of 10,769.23, of P1 to P6 and of 23 days of P7 (10,494.51 in all).
    expect([paid, entitled, overpaid, owed]).toEqual(['3589.74', '3498.17', '91.57', '0.00']);
  });

  it('packs the health shares, and the documents of that sector', async () => {
    const { arrangements, documents } = await pack();
    const shares = arrangements.flatMap((one: any) => one.shares);
    expect(shares.map((share: any) => share.source)).toEqual(['health', 'health', 'health']);
    expect(new Set(documents.map((one: any) => one.sector))).toEqual(new Set(['health']));
    const [, second] = arrangements;
    expect(second.payments[0]).toMatchObject({ number: 1, amount: '512.82' });
    expect(second.payments[0].parts).toHaveLength(1);
  });

  it('leaves the other shares as they were once a second person agrees', async () => {
    const before = await pack();
    await agreeLatest(book, mover.arrangement);
    await agreeLatest(book, mixed);
    await agreeLatest(book, fixed);
    const two = await shownOf(mixed);
    const stated = two.shares.map((one: any) => [one.source, one.fraction, one.fixed]);
    expect(stated).toEqual([
      ['education', '1/2', null],
      ['health', null, '0.00'],
      ['social_care', '1/2', null],
    ]);
    expect(two.agreement.amount).toBe('13333.33');
    const rest = await shownOf(fixed);
    expect(rest.agreement.amount).toBe('1040.00');
    expect(rest.shares.map((one: any) => one.fixed)).toEqual(['0.00', '1040.00']);
    const { items } = await ok(book.staff.finance.get(`/arrangements/${mixed}/schedule`), 200);
    const column = (n: number): string[] => items.map((one: any) => one.shares[n].amount);
    const total = (n: number): string => toText(sum(column(n).map(money)));
    // P7 is paid, so the change begins with P8: what health overpaid is not taken off the others.
    expect(two.agreement.effectiveOn).toBe('2026-10-19');
    expect(items[7]).toMatchObject({ number: 8, amount: '1025.64' });
    expect(column(1).slice(7)).toEqual(Array.from({ length: 6 }, () => '0.00'));
    expect([total(0), total(1), total(2)]).toEqual(['6666.67', '3589.74', '6666.66']);
    expect(await pack()).toEqual(before);
  });

  it('has nothing more of health to pay, and is open no longer than its letter', async () => {
    book.on('2026-11-26');
    expect(await ok(book.staff.auditor.get('/moves'), 200)).toMatchObject({ items: [] });
  });
});
