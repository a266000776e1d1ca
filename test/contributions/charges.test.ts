import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONTRIBUTION_CHECKS } from '../../src/commands/evidence/contributions.ts';
import { partsOf, standingOf } from '../../src/contributions/rules.ts';
import { ownPeriods } from '../../src/contributions/standing-store.ts';
import { connect } from '../../src/database/connections.ts';
import type { Work } from '../../src/ledger/verify/check.ts';
import {
  chargesAreWhatWasDue,
  contributionDueIsUnpaid,
  receiptsAreInTheJournal,
} from '../../src/ledger/verify/contributions.ts';
import { ZERO, money, sum, toText } from '../../src/money.ts';
import { caseBook, type CaseBook } from '../support/case-book.ts';
import { addBudget, addPerson, ok } from '../support/book.ts';
import { refusalOf } from '../support/refusal.ts';
import { aBankAccount } from '../support/released-run.ts';
import { AUTHORITY } from '../support/template.ts';
import { agreed, weeklyTerms } from '../support/terms.ts';

/** What is charged where the authority pays gross: once, and the difference where that changes. */
let book: CaseBook;
let bankAccountId: string;
beforeAll(async () => {
  book = await caseBook('2026-12-01');
  bankAccountId = (await aBankAccount(book.api.db)).id;
});

async function arranged(contribution: object): Promise<string> {
  const person = await addPerson(book.staff);
  const budget = await addBudget(book.staff, person);
  const { social_care: funder } = book.funders;
  const terms = weeklyTerms(person, funder, '350.00', '2026-04-06', { contribution });
  return agreed(book.staff, budget, terms);
}

async function changes(id: string, follows: number, more: object): Promise<void> {
  const { staff } = book;
  await ok(
    staff.caseworker.post(`/arrangements/${id}/versions`, {
      follows,
      reason: 'Assessed again',
      withoutNotice: 'asked_by_recipient',
      ...more,
    }),
  );
  await ok(staff.panel.post(`/arrangements/${id}/agreement`), 200);
}

const run = (upTo: string) => ok(book.staff.finance.post('/contribution-charges', { upTo }));

const charged = async (id: string): Promise<any[]> =>
  (await ok(book.staff.finance.get(`/contribution-charges?arrangementId=${id}&limit=200`), 200))
    .items;

/** What the rules make due, gross, of the periods that have begun by a day. */
async function dueGross(id: string, on: string): Promise<string> {
  const periods = await book.api.db.run((tx) => ownPeriods(tx, id));
  const day = Temporal.PlainDate.from(on);
  const parts = periods
    .flatMap(partsOf)
    .filter((part) => part.way === 'gross' && Temporal.PlainDate.compare(part.from, day) <= 0);
  return toText(sum(parts.map((part) => part.amount)));
}

const faults = () =>
  book.api.db.run(async (tx) => {
    const work = { tx, evidenceChecks: [], onProgress: () => {} } as unknown as Work;
    const checks = [chargesAreWhatWasDue, receiptsAreInTheJournal, contributionDueIsUnpaid];
    const found: string[] = [];
    for (const check of checks) found.push(...(await check.run(work)).named);
    for (const check of CONTRIBUTION_CHECKS) found.push(...(await check(work)).named);
    return found;
  });

describe('charges', () => {
  it('are of gross contributions alone, each period that has begun once', async () => {
    await run('2026-12-01');
    const gross = await arranged({ weekly: '10.00', paid: 'gross' });
    const net = await arranged({ weekly: '10.00', paid: 'net' });
    expect(await run('2026-04-05')).toMatchObject({ charges: 0 });
    expect(await run('2026-05-04')).toMatchObject({ charges: 2, charged: '80.00' });
    expect(await run('2026-06-01')).toMatchObject({ charges: 1, total: '40.00' });
    expect(await run('2026-05-04')).toMatchObject({ charges: 0 });
    expect((await charged(gross)).map((one) => one.number)).toEqual([1, 2, 3]);
    expect(await charged(net)).toEqual([]);
    expect(await faults()).toEqual([]);
  });

  it('are taken back where the contribution ends, in the accounts too', async () => {
    const id = await arranged({ weekly: '10.00', paid: 'gross' });
    await run('2026-06-01');
    await changes(id, 1, { effectiveOn: '2026-05-18', contribution: null });
    expect(await run('2026-06-01')).toMatchObject({
      charges: 2,
      charged: '0.00',
      takenBack: '60.00',
      total: '-60.00',
    });
    expect((await charged(id)).map((one) => [one.number, one.charge, one.amount])).toEqual([
      [1, 1, '40.00'],
      [2, 1, '40.00'],
      [2, 2, '-20.00'],
      [3, 1, '40.00'],
      [3, 2, '-40.00'],
    ]);
    expect(await faults()).toEqual([]);
  });

  it('are posted on the first day of each period, from the person to what is due', async () => {
    const id = await arranged({ weekly: '10.00', paid: 'gross' });
    await run('2026-05-04');
    const [first] = await charged(id);
    const entry = await ok(book.staff.finance.get(`/entries/${first.entry}`), 200);
    expect(entry).toMatchObject({ kind: 'contribution_due', effectiveOn: '2026-04-06' });
    expect(entry.transfers).toMatchObject([
      {
        from: `contribution/contribution:${first.beneficiaryId}`,
        to: `contribution_due/contribution:${first.beneficiaryId}`,
        amount: '40.00',
      },
    ]);
  });

  it('are not made of periods to come', async () => {
    const answer = await book.staff.finance.post('/contribution-charges', { upTo: '2026-12-02' });
    expect(refusalOf(answer)).toEqual([422, 'dates-out-of-order', 'body.upTo']);
  });

  it('are made once by several people at once', async () => {
    const id = await arranged({ weekly: '10.00', paid: 'gross' });
    const users = await Promise.all(
      [1, 2, 3].map((n) => book.api.as('finance_officer', { sub: `officer ${n}` })),
    );
    const made = await Promise.all(
      users.map((user) => ok(user.post('/contribution-charges', { upTo: '2026-06-01' }))),
    );
    expect(made.filter((one) => one.charges > 0)).toHaveLength(1);
    expect(await charged(id)).toHaveLength(3);
  });

  it('are listed page by page', async () => {
    const { items } = await ok(book.staff.finance.get('/contribution-charges?limit=200'), 200);
    expect(items.length).toBeGreaterThan(5);
    const found: any[] = [];
    let next: string | null = '';
    while (next !== null) {
      const after = next === '' ? '' : `&after=${next}`;
      const page: any = await ok(
        book.staff.finance.get(`/contribution-charges?limit=3${after}`),
        200,
      );
      found.push(...page.items);
      ({ next } = page);
    }
    expect(found).toEqual(items);
  });
});

describe('charges, whatever happens', () => {
  const step = fc.oneof(
    fc.record({ upTo: fc.integer({ min: 0, max: 230 }) }),
    fc.record({
      from: fc.integer({ min: 0, max: 200 }),
      weekly: fc.constantFrom('10.00', '12.34', '51.12', '400.00', null),
      paid: fc.constantFrom('gross', 'net'),
    }),
  );

  it('come to what is due, in whatever order and however often they are run', async () => {
    const first = Temporal.PlainDate.from('2026-04-06');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
        const id = await arranged({ weekly: '42.37', paid: 'gross' });
        let version = 1;
        for (const one of steps) {
          if ('upTo' in one) {
            await run(first.add({ days: one.upTo }).toString());
            continue;
          }
          const { from, weekly, paid } = one;
          await changes(id, version, {
            effectiveOn: first.add({ days: from }).toString(),
            // Something changes, also where the contribution stays as it is.
            weekly: `35${version}.00`,
            contribution: weekly === null ? null : { weekly, paid },
          });
          version += 1;
        }
        await run('2026-12-01');
        expect(await run('2026-12-01')).toMatchObject({ charges: 0 });
        const all = sum((await charged(id)).map((row) => money(row.amount)));
        expect(toText(all)).toBe(await dueGross(id, '2026-12-01'));
        expect(await faults()).toEqual([]);
        await expectSameInTheList(id);
      }),
      { numRuns: 8 },
    );
  }, 120_000);
});

/** The list over everybody, which is worked out in SQL, says what the rules say. */
async function expectSameInTheList(id: string): Promise<void> {
  for (const on of ['2026-04-20', '2026-07-01', '2026-12-01']) {
    const periods = await book.api.db.run((tx) => ownPeriods(tx, id));
    const parts = periods.flatMap(partsOf);
    const expected = (['gross', 'net'] as const).flatMap((way) => {
      const mine = parts.filter((part) => part.way === way);
      const { arrears, ageing } = standingOf(mine, ZERO, Temporal.PlainDate.from(on));
      if (arrears.isZero()) return [];
      const [to28, to56, over56] = [ageing.to28, ageing.to56, ageing.over56].map(toText);
      return [{ paid: way, arrears: toText(arrears), ageing: { to28, to56, over56 } }];
    });
    const { items } = await ok(
      book.staff.finance.get(`/contributions/arrears?on=${on}&limit=200`),
      200,
    );
    const found = items
      .filter((row: any) => row.arrangementId === id)
      .map(({ paid, arrears, ageing }: any) => ({ paid, arrears, ageing }))
      .sort((a: any, b: any) => (a.paid < b.paid ? -1 : 1));
    expect(found).toEqual(expected);
  }
}

describe('the checks of the book', () => {
  const breaks = [
    {
      what: 'a charge that is more than was due',
      says: /^Share \S+, period 1: £41\.00 is charged with charge 1, and £40\.00 was due/,
      table: 'contribution_charges',
      by: 'amount = amount + 1',
      back: 'amount = amount - 1',
    },
    {
      what: 'a receipt of another day',
      says: /^Entry \d+: a receipt of £5\.00 came on 2026-11-29, and the entry moves £5\.00 on 2026-11-30/,
      table: 'contribution_receipts',
      by: 'received_on = received_on - 1',
      back: 'received_on = received_on + 1',
    },
    {
      what: 'a receipt that is smaller',
      says: /^Person \S+: £35\.00 is due by the accounts, and charges less receipts make £36\.00/,
      table: 'contribution_receipts',
      by: 'amount = amount - 1',
      back: 'amount = amount + 1',
    },
    {
      what: 'a receipt that its digest does not know',
      says: /^entry \d+: the contribution that came is not what was decided/,
      table: 'contribution_receipts',
      by: `paid_into = 'holder', bank_account_id = null`,
      back: `paid_into = 'authority', bank_account_id = (select id from bank_accounts)`,
    },
  ];

  it.each(breaks)('find $what', async ({ says, table, by, back }) => {
    const id = await arranged({ weekly: '10.00', paid: 'gross' });
    await run('2026-04-06');
    await ok(
      book.staff.finance.post(`/arrangements/${id}/contributions`, {
        source: 'contribution',
        receivedOn: '2026-11-30',
        amount: '5.00',
        reference: 'STO',
        paidInto: 'authority',
        bankAccountId,
      }),
    );
    expect(await faults()).toEqual([]);
    const where = `where arrangement_id = '${id}'`;
    await aroundEveryRule(`update ${table} set ${by} ${where}`);
    const found = await faults();
    await aroundEveryRule(`update ${table} set ${back} ${where}`);
    expect(found.filter((one) => says.test(one))).toHaveLength(1);
  });
});

/** A statement as no user of the service can make it. */
async function aroundEveryRule(statement: string): Promise<void> {
  const superuser = connect(book.api.db.urls.superuser, { name: 'breaking', max: 1 });
  await superuser.unsafe(`set search_path = ${AUTHORITY}; ${statement}`);
  await superuser.end();
}
