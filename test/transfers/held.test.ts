import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import { aBrokersAccount } from '../support/payable.ts';
import {
  arranged,
  end,
  held,
  heldOn,
  moved,
  movingBook,
  restOfYear,
  spend,
  standing,
  wrongWith,
  type MovingBook,
} from './moving-money.ts';

/** A direct payment that a broker takes over in mid-year, another broker after it, and the way back. */
let book: MovingBook;
let family: ApiUser;
let second: string;
beforeAll(async () => {
  book = await movingBook();
  const { caseworker } = book.staff;
  const access = { subject: 'mother', relationship: 'parent', seesAddress: true };
  const grant = { ...access, fromOn: '2026-01-01' };
  await ok(caseworker.post(`/beneficiaries/${book.person.id}/family-access`, grant));
  family = await book.api.as('family', { sub: 'mother' });
  second = await aBrokersAccount(book, 'Hillside Accounts');
});

const statement = (id: string, to: string) =>
  ok(family.get(`/arrangements/${id}/statement?from=2026-04-01&to=${to}`), 200);
const asAt = (on: string) => ok(family.get(`/budgets/${book.budget}/as-at?on=${on}`), 200);
const wordsOf = (body: any): string[][] =>
  body.lines
    .filter((line: any) => line.what.startsWith('Moved'))
    .map((line: any) => [line.on, line.what, line.moneyIn, line.moneyOut, line.left]);

describe('what is held, when a broker takes over in mid-year', () => {
  let broker: string;
  let transfer: any;
  const before: any[] = [];
  beforeAll(async () => {
    await end(book, book.direct, '2026-06-01');
    broker = await arranged(book, book.budget, restOfYear(book, book.broker));
    before.push(await statement(book.direct, '2026-05-31'), await asAt('2026-05-31'));
    transfer = await moved(book, book.direct, held(broker));
  });

  it('goes share by share, with what was drawn of it', async () => {
    expect(transfer).toMatchObject({
      state: 'agreed',
      amount: '1238.46',
      from: { arrangementId: book.direct, kind: 'direct' },
      to: { arrangementId: broker, kind: 'third_party' },
      shares: [
        { source: 'education', funderId: book.funders.education, amount: '743.08' },
        { source: 'social_care', funderId: book.funders.social_care, amount: '495.38' },
      ],
    });
    const all = { education: '743.08', social_care: '495.38' };
    expect(await heldOn(book, book.direct, '2026-05-31')).toEqual(all);
    expect(await heldOn(book, book.direct, '2026-06-01')).toEqual({});
    expect(await heldOn(book, broker, '2026-06-01')).toEqual(all);
    expect(await standing(book, broker, 'drawn', '2026-06-01')).toEqual(all);
    const spent = { education: '180.00', social_care: '120.00' };
    expect(await standing(book, book.direct, 'drawn', '2026-06-01')).toEqual(spent);
    expect(await standing(book, book.direct, 'spent', '2026-06-01')).toEqual(spent);
  });

  it('is in the statements of both, in plain words', async () => {
    expect(wordsOf(await statement(book.direct, '2026-06-30'))).toEqual([
      [
        '2026-06-01',
        'Moved from here to "Tutor and short breaks through a broker", where a broker holds the money for you',
        '0.00',
        '1238.46',
        '0.00',
      ],
    ]);
    expect(wordsOf(await statement(broker, '2026-06-30'))).toEqual([
      [
        '2026-06-01',
        'Moved to here from "Tutor, equipment and short breaks", paid to you as a direct payment',
        '1238.46',
        '0.00',
        '1238.46',
      ],
    ]);
  });

  it('leaves every day before it as it was', async () => {
    expect([await statement(book.direct, '2026-05-31'), await asAt('2026-05-31')]).toEqual(before);
  });

  it('goes from broker to broker, and back to the family, without losing a penny', async () => {
    await spend(book, broker, '2026-06-02', '238.46');
    book.on('2026-06-30');
    const other = await arranged(book, book.budget, restOfYear(book, second));
    const cause = { cause: 'other_broker', effectiveOn: '2026-06-15' };
    await moved(book, broker, held(other, cause));
    const terms = { kind: 'direct', purpose: 'Paid direct again' };
    const again = restOfYear(book, book.person.payeeId, terms);
    const back = await arranged(book, book.budget, again);
    await moved(book, other, held(back, { effectiveOn: '2026-06-29' }));
    expect(await heldOn(book, broker, '2026-06-30')).toEqual({});
    expect(await heldOn(book, other, '2026-06-28')).toEqual({
      education: '600.00',
      social_care: '400.00',
    });
    expect(await heldOn(book, back, '2026-06-30')).toEqual({
      education: '600.00',
      social_care: '400.00',
    });
    expect(wordsOf(await statement(other, '2026-06-30')).map((line) => line[1])).toEqual([
      'Moved to here from "Tutor and short breaks through a broker", where a broker holds the money for you',
      'Moved from here to "Paid direct again", paid to you as a direct payment',
    ]);
  });

  it('is listed from both sides, and the book holds', async () => {
    const listed = await ok(family.get(`/arrangements/${broker}/transfers`), 200);
    expect(listed.items.map((one: any) => [one.amount, one.cause])).toEqual([
      ['1238.46', 'other_kind'],
      ['1000.00', 'other_broker'],
    ]);
    expect(await wrongWith(book)).toEqual([]);
  });
});
