import { beforeAll, describe, expect, it } from 'vitest';
import { money } from '../../src/money.ts';
import { readReturn } from '../../src/returns/read-return.ts';
import type { ApiUser } from '../support/api.ts';
import { ok } from '../support/book.ts';
import {
  arranged,
  end,
  held,
  moved,
  movingBook,
  restOfYear,
  type MovingBook,
} from '../transfers/moving-money.ts';

/** A family held 1,238.46 until the end of May; on 1 June a broker took over, and all of it moved. */
let book: MovingBook;
let family: ApiUser;
let broker: ApiUser;
let account: string;
let third: string;
let reference: string;

const JUNE = { from: '2026-06-01', to: '2026-06-30' };
const ALL = '1238.46';

beforeAll(async () => {
  book = await movingBook();
  const { api, staff, person, direct } = book;
  reference = (await ok(staff.finance.get(`/beneficiaries/${person.id}`), 200)).reference;
  await ok(
    staff.caseworker.post(`/beneficiaries/${person.id}/family-access`, {
      subject: 'theirs',
      relationship: 'parent',
      fromOn: '2026-01-01',
      seesAddress: false,
    }),
  );
  family = await api.as('family', { sub: 'theirs' });
  const brokerId = await api.db.run(async (tx) => {
    const [row] = await tx.sql<{ id: string }[]>`
      select broker_id as id from payees where id = ${book.broker}`;
    return row!.id;
  });
  broker = await api.as('broker', { sub: 'harbour', broker: brokerId });
  const added = { name: 'Client money', sortCode: '20-00-00', accountNumber: '87654399' };
  const pooled = await ok(
    staff.finance.post(`/brokers/${brokerId}/pooled-accounts`, {
      ...added,
      openedOn: '2026-01-01',
    }),
  );
  account = pooled.id;
  await end(book, direct, '2026-06-01');
  third = await arranged(book, book.budget, restOfYear(book, book.broker));
  await moved(book, direct, held(third));
  book.on('2026-07-05');
}, 120_000);

const rowsOf = (kind: string, amount: string, arrangement: string, bank: string | null) => {
  const each = { arrangement, person: reference };
  const [opening, closing] = kind === 'transferred_in' ? ['0.00', amount] : [ALL, '0.00'];
  return [
    { kind: 'account_opening', amount: opening },
    { kind: 'account_closing', amount: closing },
    ...(bank === null ? [] : [{ kind: 'bank', on: '2026-06-02', amount: bank }]),
    { kind: 'opening', ...each, amount: opening },
    { kind, on: '2026-06-01', ...each, amount },
    { kind: 'closing', ...each, amount: closing },
  ];
};

const differencesOf = async (id: string): Promise<string[][]> => {
  const found = await ok(book.staff.finance.get(`/differences?returnId=${id}`), 200);
  return found.items.map((one: any) => [one.what, one.expected, one.found]).toSorted();
};
const countEntries = async (): Promise<string> =>
  book.api.db.run(async (tx) => {
    const [row] = await tx.sql<{ moved: string }[]>`select count(*)::text as moved from transfers`;
    return row!.moved;
  });

describe('money that was transferred', () => {
  it('stands in the templates of both holders', async () => {
    const of = async (user: ApiUser, which: string): Promise<string[]> => {
      const { text } = await user.get(`/returns/template?${which}&from=${JUNE.from}&to=${JUNE.to}`);
      return text.split('\r\n').filter((row: string) => row.includes('transferred'));
    };
    expect(await of(family, `payeeId=${book.person.payeeId}`)).toEqual([
      `transferred_out,2026-06-01,${book.direct},${reference},${ALL},,,,`,
    ]);
    expect(await of(broker, `pooledAccountId=${account}`)).toEqual([
      `transferred_in,2026-06-01,${third},${reference},${ALL},,,,`,
    ]);
  });

  it('is declared by both, agrees with ledger and bank, and is accepted without a posting', async () => {
    const out = { payeeId: book.person.payeeId, ...JUNE };
    const before = await countEntries();
    const theirs = await ok(
      family.post('/returns', {
        ...out,
        rows: rowsOf('transferred_out', ALL, book.direct, `-${ALL}`),
      }),
    );
    expect(theirs.totals).toMatchObject({ transferredIn: '0.00', transferredOut: ALL });
    const brokers = await ok(
      broker.post('/returns', {
        pooledAccountId: account,
        ...JUNE,
        rows: rowsOf('transferred_in', ALL, third, ALL),
      }),
    );
    for (const { return: one } of [theirs, brokers]) {
      expect(await differencesOf(one.id)).toEqual([]);
      await ok(book.staff.approver.post(`/returns/${one.id}/acceptance`, {}));
    }
    expect(await countEntries()).toBe(before);
    const check = await ok(book.staff.finance.get(`/returns/${brokers.return.id}/check`), 200);
    expect(check.items).toMatchObject([
      { ledgerPaidIn: ALL, paidIn: '0.00', transferredIn: ALL, transferredOut: '0.00' },
    ]);
    expect(check.totals).toMatchObject({ transferredIn: ALL, expectedClosing: ALL });
    const shown = await ok(broker.get(`/returns/${brokers.return.id}`), 200);
    expect(shown.items).toMatchObject([{ transferredIn: ALL, transferredOut: '0.00' }]);
    expect(shown.totals).toMatchObject({ transferredIn: ALL });
    const proof = await ok(broker.get(`/pooled-accounts/${account}/proof?on=2026-06-30`), 200);
    expect(proof).toMatchObject({ ledger: ALL, notYetAccepted: '0.00', proven: true });
  });

  it('differs where another amount is declared than was decided', async () => {
    const { staff } = book;
    const asked = { pooledAccountId: account, from: '2026-05-31', to: '2026-05-31' };
    const each = { arrangement: third, person: reference };
    const rows = [
      { kind: 'account_opening', amount: '0.00' },
      { kind: 'account_closing', amount: '1.00' },
      { kind: 'bank', on: '2026-05-31', amount: '1.00' },
      { kind: 'opening', ...each, amount: '0.00' },
      { kind: 'transferred_in', on: '2026-05-31', ...each, amount: '1.00' },
      { kind: 'closing', ...each, amount: '1.00' },
    ];
    const { return: one } = await ok(staff.finance.post('/returns', { ...asked, rows }));
    expect(await differencesOf(one.id)).toEqual([
      ['closing', '0.00', '1.00'],
      ['paid_in', '0.00', '1.00'],
    ]);
  });
});

describe('a transfer between two arrangements of one account', () => {
  const ids = ['5b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47', '6b1f6a1e-7c0d-4c8e-9a52-0f6d3c1e8b47'];
  const [one, other] = ids.map((arrangement) => ({ arrangement, person: 'P-1' }));
  const rows = (out: string) => [
    { kind: 'account_opening', amount: '10.00' },
    { kind: 'account_closing', amount: '10.00' },
    { kind: 'opening', ...one, amount: '10.00' },
    { kind: 'transferred_out', on: '2026-04-02', ...one, amount: out },
    { kind: 'closing', ...one, amount: '4.00' },
    { kind: 'opening', ...other, amount: '0.00' },
    { kind: 'transferred_in', on: '2026-04-02', ...other, amount: '6.00' },
    { kind: 'closing', ...other, amount: '6.00' },
  ];
  const read = (list: Record<string, string>[]) =>
    readReturn(
      { rows: list },
      { from: Temporal.PlainDate.from('2026-04-01'), to: Temporal.PlainDate.from('2026-04-30') },
      { tier: 'standard', isPooled: true, evidenceAbove: money('50.00') },
      async (asked) => new Map(asked.map((id) => [id, { beneficiaryId: id, reference: 'P-1' }])),
    );

  it('leaves no line on the bank statement', async () => {
    const said = await read(rows('6.00'));
    expect(said.lines.map(({ kind }) => kind)).toEqual(['transferred_out', 'transferred_in']);
  });

  it('adds up for each arrangement, and is above zero', async () => {
    await expect(read(rows('5.99'))).rejects.toMatchObject({
      extras: { errors: [{ where: 'row 5, amount' }] },
    });
    await expect(read(rows('-6.00'))).rejects.toMatchObject({
      extras: { errors: [{ where: 'row 4, amount' }] },
    });
  });
});
