import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiUser } from '../../support/api.ts';
import { caseOne, ok } from '../../support/book.ts';
import { aBroker, anArrangement, comesBack, familyOf } from '../../support/payment-readers.ts';
import { refusalOf } from '../../support/refusal.ts';
import { add } from '../../support/sums.ts';
import { weeklyTerms } from '../../support/terms.ts';
import {
  OF_A_YOUNG_PERSON,
  council,
  documents,
  instalmentOf,
  paidToTheMother,
  putDocuments,
  type Council,
} from '../../support/turning-sixteen.ts';

/** What each payment is for: cases 5, 7 and 8, a broker's, and one that came back. */
let book: Council;
let mother: { id: string; family: ApiUser };
let increase: { id: string; family: ApiUser };
let contributed: string;
let broker: Awaited<ReturnType<typeof aBroker>>;
let other: Awaited<ReturnType<typeof aBroker>>;
let pooled: { id: string; family: ApiUser };

const paymentsOf = async (who: ApiUser, id: string): Promise<any[]> =>
  (await ok(who.get(`/arrangements/${id}/payments`), 200)).items;
const remittance = (who: ApiUser, id: string): Promise<any> =>
  ok(who.get(`/payments/${id}/remittance`), 200);
const linesOf = (answer: any): unknown[] => {
  expect(add(answer.lines)).toBe(answer.total);
  return answer.lines.map((line: any) => [line.what, line.amount]);
};

beforeAll(async () => {
  book = await council();
  const { funders } = book;
  const id = await paidToTheMother(book);
  const { beneficiaryId } = await ok(book.staff.finance.get(`/arrangements/${id}`), 200);
  mother = { id, family: await familyOf(book, beneficiaryId) };
  const seven = await anArrangement(book, (person) =>
    weeklyTerms(person, funders.social_care, '192.00', '2026-04-06'),
  );
  increase = { id: seven.id, family: await familyOf(book, seven.person.id) };
  broker = await aBroker(book, 'North');
  other = await aBroker(book, 'South');
  const brokered = await anArrangement(book, (person) =>
    caseOne({ ...person, payeeId: broker.payeeId }, funders, { kind: 'third_party' }),
  );
  pooled = { id: brokered.id, family: await familyOf(book, brokered.person.id) };
  const five = await anArrangement(
    book,
    (person) =>
      weeklyTerms(person, funders.social_care, '350.00', '2026-03-23', {
        contribution: { weekly: '42.37', paid: 'net' },
        schedule: {
          every: '4_weeks',
          firstPeriodOn: '2026-03-23',
          instalments: 13,
          paid: 'in_arrears',
        },
        effectiveOn: '2026-04-01',
      }),
    { startsOn: '2026-03-01', endsOn: '2027-04-04' },
  );
  contributed = five.id;
  await book.pay('2026-04-02');
  book.on('2026-06-24');
  await book.pay('2026-06-29');
});

describe('a remittance', () => {
  it('shows the family what a payment is for, where it went, and who pays', async () => {
    const made = await paymentsOf(mother.family, mother.id);
    expect(made.map((one) => [one.valueOn, one.amount, one.state])).toEqual([
      ['2026-06-29', '307.69', 'sent_on'],
      ['2026-06-29', '769.23', 'sent_on'],
      ['2026-06-29', '769.23', 'sent_on'],
      ['2026-04-02', '769.23', 'sent_on'],
    ]);
    const first = made.at(-1);
    expect(first.remittance).toBe(`/v1/testshire/payments/${first.id}/remittance`);
    const found = await remittance(mother.family, first.id);
    expect(found).toMatchObject({
      statementReference: first.reference,
      state: 'sent_on',
      arrangement: { purpose: 'Tutor, equipment and short breaks', kind: 'direct' },
      account: { endsIn: '678' },
      valueOn: '2026-04-02',
      period: { from: '2026-04-06', to: '2026-05-03' },
      sectors: [
        { source: 'education', amount: '461.54' },
        { source: 'social_care', amount: '307.69' },
      ],
      contribution: null,
      total: '769.23',
    });
    expect(found.lines).toEqual([
      {
        what: 'period',
        from: '2026-04-06',
        to: '2026-05-03',
        source: null,
        amount: '769.23',
        why: null,
        words: 'For 6 April 2026 to 3 May 2026.',
      },
    ]);
    expect(found.person.name).toBe('Amina Example');
    expect(JSON.stringify(found)).not.toMatch(/G Example|12345678|20-?00-?00/);
  });

  it('names the share that stays behind and what is missing, and where it followed (case 8)', async () => {
    const [fourth] = await paymentsOf(mother.family, mother.id);
    const held = await remittance(mother.family, fourth.id);
    expect(held.total).toBe('307.69');
    expect(linesOf(held)).toEqual([
      ['period', '769.23'],
      ['left_behind', '-461.54'],
    ]);
    expect(held.sectors).toEqual([{ source: 'social_care', amount: '307.69' }]);
    expect(held.lines[1]).toMatchObject({
      source: 'education',
      words:
        'The share of education stays behind: it is on hold, because this is missing: the consent by the young person and the nomination of who is paid by the young person.',
    });
    book.on('2026-07-08');
    await putDocuments(book, mother.id, documents(['education'], '2026-07-06', OF_A_YOUNG_PERSON));
    const { id } = await instalmentOf(book, mother.id, 4);
    const body = { sector: 'education', reasons: 'It came in late', cover: 'by_days' };
    await ok(book.staff.approver.post(`/instalments/${id}/hold-release`, body), 200);
    await book.pay('2026-07-10');
    const [followed] = await paymentsOf(mother.family, mother.id);
    const rest = await remittance(mother.family, followed.id);
    expect(rest.total).toBe('346.16');
    expect(linesOf(rest)).toEqual([
      ['period', '769.23'],
      ['days_not_covered', '-115.38'],
      ['paid_before', '-307.69'],
    ]);
    expect(rest.lines[2].words).toContain(`was paid on 29 June 2026 (${fourth.reference})`);
    expect((await remittance(mother.family, fourth.id)).lines[1].words).toBe(
      `The share of education was on hold and stayed behind. It followed on 10 July 2026 (${followed.reference}).`,
    );
  });

  it('takes a contribution off: gross less contribution is net (case 5)', async () => {
    const made = await paymentsOf(book.staff.caseworker, contributed);
    const found = await remittance(book.staff.caseworker, made.at(-1).id);
    expect(found).toMatchObject({
      total: '1230.52',
      contribution: { gross: '1400.00', contribution: '169.48', net: '1230.52' },
    });
    expect(linesOf(found)).toEqual([
      ['period', '1400.00'],
      ['contribution', '-169.48'],
    ]);
  });

  it('has a line for each difference, with the period and the change that made it (case 7)', async () => {
    book.on('2026-08-20');
    await book.pay('2026-08-24');
    await ok(
      book.staff.caseworker.post(`/arrangements/${increase.id}/versions`, {
        follows: 1,
        effectiveOn: '2026-09-16',
        reason: 'Review of 10 September',
        weekly: '240.00',
      }),
    );
    await ok(book.staff.panel.post(`/arrangements/${increase.id}/agreement`), 200);
    book.on('2026-09-16');
    await book.pay('2026-09-21');
    const [seventh] = await paymentsOf(increase.family, increase.id);
    const found = await remittance(increase.family, seventh.id);
    expect(found.total).toBe('994.29');
    expect(linesOf(found)).toEqual([
      ['period', '960.00'],
      ['difference', '34.29'],
    ]);
    expect(found.lines[1]).toMatchObject({
      why: 'increase',
      from: '2026-08-24',
      to: '2026-09-20',
      words:
        'A difference for 24 August 2026 to 20 September 2026, which was paid before and was too little: the amount went up from 16 September 2026.',
    });
  });

  it('is plain text for whoever asks for it', async () => {
    const [seventh] = await paymentsOf(increase.family, increase.id);
    const url = `/payments/${seventh.id}/remittance`;
    const { text, headers } = await increase.family.get(url, { accept: 'text/plain' });
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text).toMatch(/^Payment of £994\.29 on 21 September 2026\n=+\n/);
    expect(text).toContain(`On the bank statement: ${seventh.reference}\n`);
    expect(text).toContain('To the account that ends in 678\n');
    expect(text).toContain('- £34.29 A difference for 24 August 2026 to 20 September 2026');
    expect(text).toContain('- £994.29 Total.');
    const csv = await increase.family.get(url, { accept: 'text/csv' });
    expect(refusalOf(csv)).toEqual([406, 'not-acceptable']);
  });

  it("names a broker's payment by the credit, for the broker and the family", async () => {
    for (const who of [broker.user, pooled.family]) {
      const made = (await paymentsOf(who, pooled.id)).at(-1);
      const found = await remittance(who, made.id);
      expect(found).toMatchObject({
        reference: made.reference,
        statementReference: expect.stringMatching(/^PB \d{6} C000001$/),
        account: { endsIn: '321' },
      });
    }
  });

  it('is not found by anybody else', async () => {
    const [payment] = await paymentsOf(pooled.family, pooled.id);
    for (const who of [other.user, mother.family]) {
      expect(refusalOf(await who.get(`/payments/${payment.id}/remittance`))[0]).toBe(404);
      expect(refusalOf(await who.get(`/arrangements/${pooled.id}/payments`))[0]).toBe(404);
    }
  });

  it('is there once the run is released', async () => {
    book.on('2026-10-14');
    const { bankAccountId, staff } = book;
    const run = await ok(staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-10-19' }));
    const { items } = await ok(staff.finance.get(`/pay-runs/${run.id}/items`), 200);
    const early = await staff.finance.get(`/payments/${items[0].id}/remittance`);
    expect([...refusalOf(early), early.body.state]).toEqual([
      409,
      'state-does-not-allow',
      'in_a_run',
    ]);
    await ok(staff.approver.post(`/pay-runs/${run.id}/withdrawal`, { reason: 'Not yet' }), 200);
  });
});

describe('a payment that came back', () => {
  it('is shown as such, and then as paid again', async () => {
    const [seventh] = await paymentsOf(increase.family, increase.id);
    await comesBack(book, seventh.id);
    const [bounced] = await paymentsOf(increase.family, increase.id);
    expect(bounced).toMatchObject({ id: seventh.id, state: 'bounced', paidAgain: null });
    book.on('2026-09-23');
    await book.pay('2026-09-25');
    const [again, before] = await paymentsOf(increase.family, increase.id);
    expect([again.state, again.amount]).toEqual(['sent_on', '994.29']);
    expect(before).toMatchObject({
      id: seventh.id,
      state: 'paid_again',
      paidAgain: { id: again.id, reference: again.reference, valueOn: '2026-09-25' },
    });
    const { text } = await increase.family.get(`/payments/${seventh.id}/remittance`, {
      accept: 'text/plain',
    });
    expect(text.replaceAll('\n', ' ')).toContain(`See ${again.reference} of 25 September 2026.`);
  });

  it('is paged newest first', async () => {
    const url = `/arrangements/${increase.id}/payments?limit=1`;
    const first = await ok(increase.family.get(url), 200);
    const second = await ok(increase.family.get(`${url}&after=${first.next}`), 200);
    expect([first, second].map((page) => page.items[0].state)).toEqual(['sent_on', 'paid_again']);
  });
});
