import { beforeAll, describe, expect, it } from 'vitest';
import { bankLines } from '../support/bank-matching.ts';
import { ok } from '../support/book.ts';
import { balancesOfKind, brokenIdentities, openOf, postParts } from '../support/line-postings.ts';
import { aBrokersAccount, aPayable } from '../support/payable.ts';
import { statusesOf } from '../support/partner-book.ts';
import { refusalOf } from '../support/refusal.ts';
import { council, type Council } from '../support/turning-sixteen.ts';

/** What holders and brokers pay back: split over the sectors by the rule that is stated. */
let book: Council;
/** Case 1, paid once: education holds 461.54 and social care 307.69. */
let direct: string;
/** A third each of 3,000.00 at once. */
let thirds: string;
let brokered: string;
let lines: string[];

beforeAll(async () => {
  book = await council();
  const { education, health, social_care } = book.funders;
  direct = await aPayable(book);
  thirds = await aPayable(book, {
    amount: '3000.00',
    shares: [education, health, social_care].map((funderId) => ({ funderId, fraction: '1/3' })),
    schedule: { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' },
  });
  const payeeId = await aBrokersAccount(book, 'North');
  brokered = await aPayable(book, { kind: 'third_party', payeeId });
  await book.pay('2026-04-02');
  book.on('2026-05-20');
  lines = await bankLines(book, [
    ['2026-04-08', '100.00', { reference: 'BACK' }],
    ['2026-04-08', '100.00', { reference: 'THIRDS' }],
    ['2026-04-09', '769.23', { reference: 'BROKER' }],
    ['2026-04-09', '500.00', { reference: 'MANY' }],
    ['2026-04-10', '100.00', { reference: 'AMOUNTS' }],
    ['2026-04-11', '5000.00', { reference: 'TOO MUCH' }],
    ['2026-04-13', '10.01', { reference: 'RACE' }],
  ]);
});

interface Share {
  readonly id: string;
  readonly source: string;
}

async function sharesOf(arrangementId: string): Promise<Share[]> {
  return book.api.db.run(
    (tx) => tx.sql<Share[]>`
      select id, source from shares where arrangement_id = ${arrangementId} order by position`,
  );
}

const repaid = (arrangementId: string, amount: string, split: unknown) => ({
  to: 'repayment',
  arrangementId,
  amount,
  split,
});
const finance = () => book.staff.finance;
const undo = (id: string) => finance().post(`/matches/${id}/undo`, { reason: 'wrong_payment' });
const KINDS = ['held', 'to_return', 'drawn', 'available', 'committed', 'bank', 'in_transit'];
const standing = () => balancesOfKind(book.api.db, KINDS);

describe('what a holder pays back', () => {
  it('comes from each share by what it holds, and undoing puts all back', async () => {
    const before = await standing();
    const { parts } = await ok(
      postParts(finance(), lines[0], [repaid(direct, '100.00', 'by_held')]),
    );
    const [part] = parts;
    expect(part.split).toMatchObject({
      rule: 'by_held',
      residue: '0.01',
      shares: [
        { sector: 'education', held: '461.54', amount: '60.00', residue: '0.00' },
        { sector: 'social_care', held: '307.69', amount: '40.00', residue: '0.01' },
      ],
    });
    const [education, social] = await sharesOf(direct);
    const bank = `bank:${book.bankAccountId}`;
    const moves = ({ id, source }: Share, amount: string) => [
      { from: `held/direct/${source}:${id}`, to: `to_return/direct/${source}:${id}`, amount },
      { from: `to_return/direct/${source}:${id}`, to: bank, amount },
      { from: `drawn/direct/${source}:${id}`, to: `available/direct/${source}:${id}`, amount },
    ];
    expect(await ok(finance().get(`/entries/${part.entryId}`), 200)).toMatchObject({
      kind: 'repaid',
      reason: 'split_by_held',
      effectiveOn: '2026-04-08',
      transfers: [...moves(education!, '60.00'), ...moves(social!, '40.00')],
    });
    expect(await standing()).toMatchObject({
      [`held/direct/education:${education!.id}`]: '401.54',
      [`available/direct/education:${education!.id}`]: '60.00',
      [`held/direct/social_care:${social!.id}`]: '267.69',
    });
    expect(await brokenIdentities(book.api.db)).toEqual([]);
    await ok(undo(part.matchId));
    expect(await standing()).toEqual(before);
    expect(await openOf(finance(), lines[0])).toBe('100.00');
    expect(await brokenIdentities(book.api.db)).toEqual([]);
  });

  it('by thirds leaves a penny, which goes to the earliest share', async () => {
    for (const rule of ['by_held', 'by_shares']) {
      const answer = await ok(postParts(finance(), lines[1], [repaid(thirds, '100.00', rule)]));
      const [{ split, matchId }] = answer.parts;
      expect(split.rule).toBe(rule);
      expect(split.residue).toBe('0.01');
      expect(split.shares.map((one: any) => [one.sector, one.amount, one.residue])).toEqual([
        ['education', '33.34', '0.01'],
        ['health', '33.33', '0.00'],
        ['social_care', '33.33', '0.00'],
      ]);
      await ok(undo(matchId));
    }
  });

  it('is of a broker too, to the last penny that it holds', async () => {
    const before = await standing();
    const { parts } = await ok(
      postParts(finance(), lines[2], [repaid(brokered, '769.23', 'by_shares')]),
    );
    expect(parts[0].split.shares.map((one: any) => one.amount)).toEqual(['461.54', '307.69']);
    const names = Object.keys(await standing()).filter((name) =>
      name.startsWith('held/third_party'),
    );
    expect(names).toEqual([]);
    await ok(undo(parts[0].matchId));
    expect(await standing()).toEqual(before);
  });

  it('is of several people by one line, each part from what the parts before it leave', async () => {
    const [education] = await sharesOf(thirds);
    const { open, parts } = await ok(
      postParts(finance(), lines[3], [
        repaid(direct, '200.00', 'by_held'),
        repaid(thirds, '90.00', { shares: [{ shareId: education!.id, amount: '90.00' }] }),
        repaid(thirds, '100.00', 'by_held'),
        { to: 'suspense', amount: '10.00' },
      ]),
    );
    expect(open).toBe('100.00');
    expect(parts[1].split).toMatchObject({ rule: 'by_amounts', residue: '0.00' });
    expect(parts[2].split.shares.map((one: any) => [one.held, one.amount])).toEqual([
      ['910.00', '31.27'],
      ['1000.00', '34.37'],
      ['1000.00', '34.36'],
    ]);
    for (const { matchId } of parts) await ok(undo(matchId));
    expect(await openOf(finance(), lines[3])).toBe('500.00');
    expect(await brokenIdentities(book.api.db)).toEqual([]);
  });

  it('is not more than is held, with the figures of all that is short', async () => {
    const [education, social] = await sharesOf(direct);
    const before = await standing();
    const answer = await postParts(finance(), lines[5], [
      repaid(thirds, '3000.01', 'by_held'),
      repaid(direct, '769.24', 'by_shares'),
      repaid(direct, '470.00', {
        shares: [
          { shareId: education!.id, amount: '461.55' },
          { shareId: social!.id, amount: '8.45' },
        ],
      }),
    ]);
    expect(refusalOf(answer)).toEqual([
      409,
      'not-covered',
      'body.parts.0.amount',
      'body.parts.1.amount',
      'body.parts.2.split.shares.0.amount',
    ]);
    expect(answer.body.shortfalls).toEqual([
      { account: 'held', available: '3000.00', asked: '3000.01' },
      { account: 'held', available: '769.23', asked: '769.24' },
      { account: `held education:${education!.id}`, available: '461.54', asked: '461.55' },
    ]);
    expect(await standing()).toEqual(before);
  });

  it('of money that was spent since, or was not there on the day, is refused', async () => {
    const arrangement = await aPayable(book, {
      effectiveOn: '2026-05-04',
      schedule: {
        every: '4_weeks',
        firstPeriodOn: '2026-05-04',
        instalments: 13,
        paid: 'in_advance',
      },
    });
    const early = await postParts(finance(), lines[4], [repaid(arrangement, '10.00', 'by_held')]);
    expect(refusalOf(early)).toEqual([409, 'not-covered', 'body.parts.0.amount']);
    await ok(
      book.staff.caseworker.post(`/arrangements/${direct}/spending`, {
        spentOn: '2026-05-01',
        amount: '700.00',
        category: 'support',
        description: 'Tutor',
      }),
    );
    const spent = await postParts(finance(), lines[4], [repaid(direct, '69.24', 'by_held')]);
    expect(spent.body.shortfalls).toEqual([
      { account: 'held', available: '69.23', asked: '69.24' },
    ]);
    const made = await ok(postParts(finance(), lines[4], [repaid(direct, '69.23', 'by_held')]));
    await ok(undo(made.parts[0].matchId));
  });

  it('is refused of what no holder has, and of shares of another arrangement', async () => {
    const notional = await aPayable(book, {
      kind: 'notional',
      payeeId: undefined,
      schedule: { every: 'once', firstPeriodOn: '2026-04-06', instalments: 1, paid: 'in_advance' },
    });
    const [other] = await sharesOf(direct);
    const answer = await postParts(finance(), lines[4], [
      repaid(notional, '1.00', 'by_held'),
      repaid(thirds, '2.00', { shares: [{ shareId: other!.id, amount: '1.00' }] }),
    ]);
    expect(refusalOf(answer)).toEqual([
      422,
      'record-unknown',
      'body.parts.1.split.shares.0.shareId',
      'body.parts.0.arrangementId',
      'body.parts.1.split.shares',
    ]);
  });

  it('by two lines at the same moment is never more than is held', async () => {
    const part = repaid(thirds, '3000.00', 'by_held');
    const [more] = (await bankLines(book, [['2026-04-14', '3000.00', { reference: 'A' }]])).slice(
      -1,
    );
    const answers = await Promise.all([
      postParts(finance(), lines[5], [part]),
      postParts(finance(), more, [part]),
    ]);
    expect(statusesOf(answers)).toEqual([201, 409]);
    const won = answers.find((one) => one.status === 201)!;
    expect(refusalOf(answers.find((one) => one.status === 409)!)).toContain('not-covered');
    await ok(undo(won.body.parts[0].matchId));
    expect(await brokenIdentities(book.api.db)).toEqual([]);
  });

  it('on a day that is closed takes effect on the first open day', async () => {
    await ok(
      finance().post('/period-closings', { closedThrough: '2026-04-30', reason: 'month_end' }),
    );
    const { parts } = await ok(
      postParts(finance(), lines[6], [repaid(thirds, '10.01', 'by_held')]),
    );
    const entry = await ok(finance().get(`/entries/${parts[0].entryId}`), 200);
    expect([entry.effectiveOn, entry.relatesOn]).toEqual(['2026-05-01', '2026-04-13']);
    await ok(undo(parts[0].matchId));
    expect(await brokenIdentities(book.api.db)).toEqual([]);
  });
});
