import { beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../support/book.ts';
import { brokenIdentities, openOf, postParts } from '../support/line-postings.ts';
import { balanceAt, importLines, postMatch } from '../support/matching.ts';
import {
  addPartner,
  notional,
  partnerBook,
  recharge,
  spend,
  statusesOf,
  thirds,
  type PartnerBook,
} from '../support/partner-book.ts';
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';

/** What partners paid, by lines of the bank that match nothing yet. */
let book: PartnerBook;
let partner: string;
let account: PartnerBook['bank'];
let recharges: any[];

beforeAll(async () => {
  book = await partnerBook();
  partner = book.funders.health;
  const arrangement = await notional(book, '9000.00', thirds(book.funders));
  await addPartner(book, partner);
  recharges = [];
  for (const [on, amount] of [
    ['2026-04-10', '300.00'],
    ['2026-05-10', '600.00'],
  ] as const) {
    await spend(book.api.db, arrangement, { on, amount });
    book.setToday(on);
    recharges.push(await recharge(book, partner, on));
  }
  book.setToday('2026-07-10');
});

const finance = () => book.staff.finance;
const undo = (id: string) => finance().post(`/matches/${id}/undo`, { reason: 'not_for_this' });
const lastDay = Temporal.PlainDate.from('2026-07-10');
const bankBalance = () => balanceAt(book.api.db, `bank:${account.id}`, lastDay);
async function lineOf(amount: string, reference = 'ICB', on = '2026-04-20'): Promise<string> {
  account = await aBankAccount(book.api.db);
  const [line] = await importLines(book.api.db, account, [[on, amount, { reference }]]);
  return line!;
}
const fromPartner = (amount: string, reference: string, more: object = {}) => ({
  to: 'partner',
  partnerId: partner,
  amount,
  reference,
  ...more,
});
const receiptsOf = async () =>
  (await ok(finance().get(`/partners/${partner}/receipts`), 200)).items as any[];

describe('what a partner paid', () => {
  it('is recorded on the day of the line, and pays the oldest recharges first', async () => {
    const line = await lineOf('150.00');
    const { parts, open } = await ok(
      postParts(finance(), line, [fromPartner('60.00', 'A'), fromPartner('50.00', 'B')]),
    );
    expect(open).toBe('40.00');
    const [second, first] = (await receiptsOf()).toSorted((a, b) =>
      b.reference.localeCompare(a.reference),
    );
    expect(first).toMatchObject({
      id: parts[0].receiptId,
      entry: parts[0].entryId,
      receivedOn: '2026-04-20',
      settled: '60.00',
      bankLineId: null,
    });
    expect(second).toMatchObject({ id: parts[1].receiptId, settled: '50.00' });
    const shown = await ok(finance().get(`/recharges/${recharges[0].id}`), 200);
    expect(shown.settled).toBe('100.00');
    expect(await bankBalance()).toBe('110.00');
    const match = await ok(finance().get(`/matches/${parts[0].matchId}`), 200);
    expect(match).toMatchObject({ kind: 'match', expected: `entry:${parts[0].entryId}` });
    expect(match.together).not.toBeNull();
    expect(await brokenIdentities(book.api.db)).toEqual([]);
  });

  it('stays recorded when the match is undone, awaits its line, and is matched again', async () => {
    const line = await lineOf('25.00');
    const { parts } = await ok(postParts(finance(), line, [fromPartner('25.00', 'C')]));
    await ok(undo(parts[0].matchId));
    expect(await openOf(finance(), line)).toBe('25.00');
    expect(await bankBalance()).toBe('25.00');
    const expected = `entry:${parts[0].entryId}`;
    const list = await ok(finance().get(`/expected-lines?bankAccount=${account.id}`), 200);
    expect(list.items).toMatchObject([{ name: expected, open: '25.00' }]);
    const again = await postParts(finance(), line, [fromPartner('25.00', 'C')]);
    expect(refusalOf(again)).toEqual([409, 'already-exists', 'body.parts.0.reference']);
    await ok(postMatch(finance(), { lineId: line, expected }));
    expect(await openOf(finance(), line)).toBe('0.00');
  });

  it('pays what is said, and every fault of that has its place', async () => {
    const line = await lineOf('90.00');
    const [paid, second] = recharges;
    const answer = await postParts(finance(), line, [
      fromPartner('10.00', 'D', { settles: [{ rechargeId: second.id, amount: '10.00' }] }),
      fromPartner('20.00', 'D', {
        settles: [
          { rechargeId: paid.id, amount: '1.00' },
          { rechargeId: second.id, amount: '999.00' },
        ],
      }),
    ]);
    expect(refusalOf(answer)).toEqual([
      422,
      'record-unknown',
      'body.parts.1.settles.0.rechargeId',
      'body.parts.1.reference',
      'body.parts.1.settles.1.amount',
      'body.parts.1.settles',
    ]);
    const before = await receiptsOf();
    const settles = [{ rechargeId: second.id, amount: '30.00' }];
    await ok(postParts(finance(), line, [fromPartner('90.00', 'E', { settles })]));
    const made = (await receiptsOf()).filter((one) => !before.some((old) => old.id === one.id));
    expect(made).toMatchObject([{ reference: 'E', settled: '30.00', onAccount: '60.00' }]);
  });

  it('is recorded by one of several who do so of one line at the same moment', async () => {
    const line = await lineOf('33.00');
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, n) =>
        postParts(finance(), line, [fromPartner('33.00', `at once ${n}`, { settles: [] })]),
      ),
    );
    expect(statusesOf(answers)).toEqual([201, 409, 409, 409, 409]);
    expect(await bankBalance()).toBe('33.00');
  });
});

describe('a receipt of a partner that names its line', () => {
  it('is matched to it, and may be taken from it and another put in its place', async () => {
    const line = await lineOf('44.00');
    const record = (reference: string) =>
      finance().post(`/partners/${partner}/receipts`, {
        receivedOn: '2026-04-20',
        amount: '44.00',
        reference,
        bankAccountId: account.id,
        bankLineId: line,
        settles: [],
      });
    const first = await ok(record('first'));
    expect(first.bankLineId).toBe(line);
    const { matches, open } = await ok(finance().get(`/bank-lines/${line}`), 200);
    expect(open).toBe('0.00');
    expect(matches).toMatchObject([{ kind: 'match', expected: `entry:${first.entry}` }]);
    expect(refusalOf(await record('second'))).toEqual([
      409,
      'match-not-possible',
      'body.bankLineId',
    ]);
    await ok(undo(matches[0].id));
    const second = await ok(record('second'));
    expect(second.bankLineId).toBeNull();
    expect(await openOf(finance(), line)).toBe('0.00');
    expect(await bankBalance()).toBe('88.00');
  });

  it('is no line that is partly taken', async () => {
    const line = await lineOf('50.00');
    await ok(postParts(finance(), line, [{ to: 'suspense', amount: '1.00' }]));
    const answer = await finance().post(`/partners/${partner}/receipts`, {
      receivedOn: '2026-04-20',
      amount: '50.00',
      reference: 'partly',
      bankAccountId: account.id,
      bankLineId: line,
    });
    expect(refusalOf(answer)).toEqual([409, 'match-not-possible', 'body.bankLineId']);
  });
});
