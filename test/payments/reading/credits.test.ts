import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { caseOne, ok } from '../../support/book.ts';
import { aBroker, anArrangement } from '../../support/payment-readers.ts';
import { refusalOf } from '../../support/refusal.ts';
import { add } from '../../support/sums.ts';
import { council, type Council } from '../../support/turning-sixteen.ts';

/** Two people with one broker, one with another, and one paid directly. */
let book: Council;
let north: Awaited<ReturnType<typeof aBroker>>;
let south: Awaited<ReturnType<typeof aBroker>>;
let run: any;
const arrangements: string[] = [];
beforeAll(async () => {
  book = await council();
  north = await aBroker(book, 'North');
  south = await aBroker(book, 'South');
  for (const [payee, amount] of [
    [north.payeeId, '10000.00'],
    [north.payeeId, '5000.01'],
    [south.payeeId, '7000.00'],
    [undefined, '10000.00'],
  ] as const) {
    const { id } = await anArrangement(book, (person) =>
      payee === undefined
        ? caseOne(person, book.funders)
        : caseOne({ ...person, payeeId: payee }, book.funders, { kind: 'third_party', amount }),
    );
    arrangements.push(id);
  }
  run = await book.pay('2026-04-02');
});

const creditsOf = async (): Promise<any[]> =>
  (await ok(book.staff.finance.get(`/pay-runs/${run.id}/credits`), 200)).items;

describe('the credits of a run', () => {
  it('are one for each family and one for each broker, and make the run', async () => {
    const credits = await creditsOf();
    expect(
      credits.map((one) => [one.reference, one.payee, one.items, one.amount, one.state]),
    ).toEqual(
      expect.arrayContaining([
        [expect.stringMatching(/^PB 000001 C/), 'North pooled', 2, '1153.85', 'sent_on'],
        [expect.stringMatching(/^PB 000001 C/), 'South pooled', 1, '538.46', 'sent_on'],
        [expect.stringMatching(/^PB 000001 0/), 'G. Example', 1, '769.23', 'sent_on'],
      ]),
    );
    expect(credits).toHaveLength(3);
    expect(add(credits)).toBe(run.total);
    for (const one of credits) expect(add(one.sectors)).toBe(one.amount);
    const url = `/pay-runs/${run.id}/credits?limit=2`;
    const first = await ok(book.staff.auditor.get(url), 200);
    const rest = await ok(
      book.staff.auditor.get(`${url}&after=${encodeURIComponent(first.next)}`),
      200,
    );
    expect([...first.items, ...rest.items]).toEqual(credits);
  });

  it('say whose the money is, to the penny', async () => {
    const credit = (await creditsOf()).find((one) => one.payee === 'North pooled');
    for (const who of [book.staff.approver, north.user]) {
      const found = await ok(who.get(`/credits/${credit.id}/schedule`), 200);
      expect(found.credit).toEqual(credit);
      expect(found.items.map((one: any) => one.arrangementId).toSorted()).toEqual(
        arrangements.slice(0, 2).toSorted(),
      );
      expect(add(found.items)).toBe(credit.amount);
      expect(found.items).toContainEqual({
        item: expect.any(String),
        reference: expect.stringMatching(/^PB 000001 00000\d$/),
        beneficiary: expect.stringMatching(/^B-\d+$/),
        arrangementId: arrangements[0],
        purpose: 'Tutor, equipment and short breaks',
        periodFrom: '2026-04-06',
        periodTo: '2026-05-03',
        education: '461.54',
        health: null,
        socialCare: '307.69',
        amount: '769.23',
      });
    }
  });

  it('give the schedule as CSV too', async () => {
    const [credit] = (await ok(north.user.get('/credits'), 200)).items;
    const { text, headers } = await north.user.get(`/credits/${credit.id}/schedule`, {
      accept: 'text/csv',
    });
    expect(headers['content-type']).toMatch(/^text\/csv/);
    expect(headers['content-disposition']).toContain(
      `schedule-${credit.reference.replaceAll(' ', '-')}.csv`,
    );
    const rows = parse<Record<string, string>>(text, { columns: true });
    expect(rows).toHaveLength(2);
    expect(add(rows as any)).toBe(credit.amount);
    expect(rows[0]).toMatchObject({ periodFrom: '2026-04-06', health: '' });
  });
});

describe('a broker', () => {
  it('sees what it was paid, and nothing of another', async () => {
    const [mine] = (await ok(north.user.get('/credits'), 200)).items;
    const [theirs] = (await ok(south.user.get('/credits'), 200)).items;
    expect([mine.payee, theirs.payee]).toEqual(['North pooled', 'South pooled']);
    expect(await ok(north.user.get(`/credits/${mine.id}`), 200)).toEqual(mine);
    for (const path of [`/credits/${theirs.id}`, `/credits/${theirs.id}/schedule`]) {
      expect(refusalOf(await north.user.get(path))).toEqual([404, 'not-found']);
    }
    expect(refusalOf(await north.user.get(`/pay-runs/${run.id}/credits`))[0]).toBe(403);
  });

  it('sees a payment once its run is released, the newest first', async () => {
    book.on('2026-04-27');
    const { staff, bankAccountId } = book;
    const second = await ok(
      staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-05-01' }),
    );
    const drawnUp = await ok(staff.finance.get(`/pay-runs/${second.id}/credits`), 200);
    expect(drawnUp.items[0].state).toBe('not_released');
    expect((await ok(north.user.get('/credits'), 200)).items).toHaveLength(1);
    await ok(staff.approver.post(`/pay-runs/${second.id}/approval`), 200);
    await ok(staff.finance.post(`/pay-runs/${second.id}/release`), 200);
    const page = await ok(north.user.get('/credits?limit=1'), 200);
    const rest = await ok(north.user.get(`/credits?limit=1&after=${page.next}`), 200);
    expect([...page.items, ...rest.items].map((one) => one.valueOn)).toEqual([
      '2026-05-01',
      '2026-04-02',
    ]);
    expect(rest.next).toBeNull();
  });

  it('does not see in a credit what an officer took out of the run', async () => {
    book.on('2026-05-27');
    const { staff, bankAccountId } = book;
    const third = await ok(
      staff.finance.post('/pay-runs', { bankAccountId, valueOn: '2026-06-01' }),
    );
    const { items } = await ok(staff.finance.get(`/pay-runs/${third.id}/items`), 200);
    const held = items.find((one: any) => one.arrangementId === arrangements[0]);
    await ok(
      staff.finance.post(`/pay-runs/${third.id}/items/${held.id}/hold`, {
        reason: 'query',
        acts: 'broker',
        reasons: 'The balance is not explained',
      }),
      200,
    );
    await ok(staff.approver.post(`/pay-runs/${third.id}/approval`), 200);
    await ok(staff.finance.post(`/pay-runs/${third.id}/release`), 200);
    const [credit] = (await ok(north.user.get('/credits'), 200)).items;
    expect([credit.items, credit.amount]).toEqual([1, '384.62']);
    const { items: lines } = await ok(north.user.get(`/credits/${credit.id}/schedule`), 200);
    expect(lines.map((one: any) => one.arrangementId)).toEqual([arrangements[1]]);
  });
});
