import { beforeAll, describe, expect, it } from 'vitest';
import { caseBook, type CaseBook } from '../support/case-book.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { brokenIdentities, openOf, postParts } from '../support/line-postings.ts';
import { balanceAt, importLines } from '../support/matching.ts';
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';

/** What people contributed to the authority, by lines of the bank that match nothing yet. */
let book: CaseBook;
let account: Awaited<ReturnType<typeof aBankAccount>>;
beforeAll(async () => {
  book = await caseBook('2026-07-10');
});

const finance = () => book.staff.finance;
const undo = (id: string) => finance().post(`/matches/${id}/undo`, { reason: 'not_for_this' });
const lastDay = Temporal.PlainDate.from('2026-07-10');
const bankBalance = () => balanceAt(book.api.db, `bank:${account.id}`, lastDay);
async function lineOf(amount: string, reference = 'SO'): Promise<string> {
  account = await aBankAccount(book.api.db);
  const [line] = await importLines(book.api.db, account, [['2026-04-20', amount, { reference }]]);
  return line!;
}

/** An arrangement of a person who contributes 40.00 a week. */
async function contributing(paid: 'net' | 'gross'): Promise<string> {
  const person = await addPerson(book.staff);
  const budget = await addBudget(book.staff, person);
  const terms = weeklyTerms(person, book.funders.social_care, '350.00', '2026-04-06', {
    contribution: { weekly: '40.00', paid },
  });
  return agreed(book.staff, budget, terms);
}
const contribution = (arrangementId: string, amount: string, more: object = {}) => ({
  to: 'contribution',
  source: 'contribution',
  arrangementId,
  amount,
  ...more,
});
const receivedOf = async (id: string) =>
  (await ok(finance().get(`/arrangements/${id}/contributions`), 200)).receipts as any[];

describe('what people contribute to the authority', () => {
  it('is recorded of each of them by one line, under what the statement calls it', async () => {
    const [one, other] = [await contributing('gross'), await contributing('gross')];
    const line = await lineOf('200.00', 'SO GROUP');
    const { parts, open } = await ok(
      postParts(finance(), line, [
        contribution(one, '120.00'),
        contribution(other, '50.00', { reference: 'MS OTHER' }),
        contribution(other, '30.00'),
      ]),
    );
    expect(open).toBe('0.00');
    expect(await receivedOf(one)).toMatchObject([
      {
        id: parts[0].receiptId,
        receivedOn: '2026-04-20',
        amount: '120.00',
        reference: 'SO GROUP',
        paidInto: 'authority',
      },
    ]);
    const references = new Set((await receivedOf(other)).map((row) => row.reference));
    expect(references).toEqual(new Set(['MS OTHER', 'SO GROUP']));
    expect(await bankBalance()).toBe('200.00');
  });

  it('is undone only when its match is', async () => {
    const id = await contributing('gross');
    const line = await lineOf('40.00', 'SO');
    const { parts } = await ok(postParts(finance(), line, [contribution(id, '40.00')]));
    const [{ receiptId, matchId }] = parts;
    const undoing = () =>
      finance().post(`/contributions/${receiptId}/undoing`, { reason: 'wrong_person' });
    const refused = await undoing();
    expect(refusalOf(refused)).toEqual([409, 'not-reversible']);
    expect(refused.body.matches).toEqual([matchId]);
    await ok(undo(matchId));
    expect(await bankBalance()).toBe('40.00');
    await ok(undoing());
    expect(await bankBalance()).toBe('0.00');
    expect(await openOf(finance(), line)).toBe('40.00');
    const other = await contributing('gross');
    await ok(postParts(finance(), line, [contribution(other, '40.00')]));
    expect(await brokenIdentities(book.api.db)).toEqual([]);
  });

  it('is refused where nothing is agreed, where it is paid net, and twice', async () => {
    const [net, gross] = [await contributing('net'), await contributing('gross')];
    const line = await lineOf('200.00', 'SO');
    const answer = await postParts(finance(), line, [
      contribution(net, '10.00'),
      contribution(gross, '10.00'),
      contribution(gross, '10.00', { source: 'top_up' }),
      contribution(gross, '10.00'),
    ]);
    expect(refusalOf(answer)).toEqual([
      422,
      'record-unknown',
      'body.parts.2.source',
      'body.parts.0.source',
      'body.parts.3.reference',
    ]);
  });
});

describe('money that was for the account of the holder', () => {
  const toppedUp = async (): Promise<string> => {
    const person = await addPerson(book.staff);
    const budget = await addBudget(book.staff, person);
    const topUp = { topUp: { weekly: '15.00' } };
    const terms = weeklyTerms(person, book.funders.social_care, '350.00', '2026-04-06', topUp);
    return agreed(book.staff, budget, terms);
  };

  it.each([
    ['a top-up', toppedUp, 'top_up', /^A top-up is paid into the holder's account/],
    [
      'a net contribution',
      () => contributing('net'),
      'contribution',
      /^The contribution is paid net/,
    ],
  ])('%s, is not owed to the authority: it says what to do', async (_, agree, source, why) => {
    const id = await agree();
    const line = await lineOf('15.00');
    const refused = await postParts(finance(), line, [contribution(id, '15.00', { source })]);
    expect(refusalOf(refused)).toEqual([422, 'invalid-request', 'body.parts.0.source']);
    expect(refused.body.errors[0].message).toMatch(why);
    expect(refused.body.errors[0].message).toContain('Post it to suspense');
    await ok(postParts(finance(), line, [{ to: 'suspense', amount: '15.00' }]));
    expect(await openOf(finance(), line)).toBe('0.00');
    expect(await receivedOf(id)).toEqual([]);
  });
});

describe('a contribution that names its line', () => {
  const receipt = (bankLineId: string, more: object = {}) => ({
    source: 'contribution',
    receivedOn: '2026-04-20',
    amount: '30.00',
    reference: 'BY HAND',
    paidInto: 'authority',
    bankAccountId: account.id,
    bankLineId,
    ...more,
  });

  it('is matched to what is open of it', async () => {
    const id = await contributing('gross');
    const line = await lineOf('50.00');
    const url = `/arrangements/${id}/contributions`;
    const made = await ok(finance().post(url, receipt(line)));
    const { matches, open } = await ok(finance().get(`/bank-lines/${line}`), 200);
    expect(open).toBe('20.00');
    expect(matches).toMatchObject([{ kind: 'match', expected: `entry:${made.entry}` }]);
    const more = await finance().post(url, receipt(line, { reference: 'MORE' }));
    expect(refusalOf(more)).toEqual([409, 'match-not-possible', 'body.bankLineId']);
  });

  it('is on the account and the day of the line, and on a line that there is', async () => {
    const id = await contributing('gross');
    const line = await lineOf('50.00');
    const other = await aBankAccount(book.api.db);
    const url = `/arrangements/${id}/contributions`;
    const wrong = { bankAccountId: other.id, receivedOn: '2026-04-21', amount: '50.01' };
    expect(refusalOf(await finance().post(url, receipt(line, wrong)))).toEqual([
      409,
      'match-not-possible',
      'body.bankAccountId',
      'body.amount',
      'body.receivedOn',
      'body.bankLineId',
    ]);
    expect(refusalOf(await finance().post(url, receipt('999999')))).toEqual([
      422,
      'record-unknown',
      'body.bankLineId',
    ]);
    const holder = { paidInto: 'holder', bankAccountId: undefined };
    expect(refusalOf(await finance().post(url, receipt(line, holder)))).toEqual([
      422,
      'invalid-request',
      'body.bankLineId',
    ]);
    expect(await receivedOf(id)).toEqual([]);
  });
});
