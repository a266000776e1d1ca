import { findAccounts, openAccounts } from '../../src/ledger/accounts.ts';
import { freshApi, type Api } from './api.ts';
import {
  addBudget,
  addFunders,
  addPerson,
  caseOne,
  ok,
  staffOf,
  type Funders,
  type Staff,
} from './book.ts';
import { putOnFile } from './documents.ts';
import { aBankAccount } from './released-run.ts';
import { testSealer } from './sealing.ts';
import { anEntry, postAll, type OpenAccount } from './shares.ts';

/** A council with a clock that can be set, a sealer, and money that has moved in March and April. */
export interface LedgerBook {
  readonly api: Api;
  readonly staff: Staff;
  readonly funders: Funders;
  readonly bank: Awaited<ReturnType<typeof aBankAccount>>;
  /** The accounts of the bank account. */
  readonly own: Record<'bank' | 'treasury' | 'charges' | 'suspense', OpenAccount>;
  readonly arrangement: string;
  readonly sealNow: () => Promise<void>;
  setToday(day: string): void;
}

/** Nothing has happened in it yet but that a bank account was opened. */
export async function emptyLedgerBook(day = '2026-03-31'): Promise<LedgerBook> {
  let today = Temporal.PlainDate.from(day);
  const sealer = testSealer();
  const api = await freshApi({
    clock: { now: () => Temporal.Now.instant(), today: () => today },
    sealNow: sealer.sealNow,
  });
  sealer.start(api.db);
  const staff = await staffOf(api);
  const bank = await aBankAccount(api.db);
  return {
    api,
    staff,
    funders: await addFunders(staff),
    bank,
    own: await accountsOf(api, bank.id),
    arrangement: '',
    sealNow: sealer.sealNow,
    setToday: (text) => {
      today = Temporal.PlainDate.from(text);
    },
  };
}

/**
 * The bank account was filled with 5,000.00 and charged 0.35 in March; a budget of 10,000.00 from
 * education 3/5 and social care 2/5 was agreed and its first payment, 769.23, was released with
 * value 2 April; 100.01 of it was spent on 10 April. Today is 15 April.
 */
export async function ledgerBook(): Promise<LedgerBook> {
  const book = await emptyLedgerBook();
  const { api, staff, funders, own } = book;
  await postAll(api.db, [
    anEntry('treasury', '2026-03-10', [[own.treasury, own.bank, '5000.00']]),
    anEntry('bank_charge', '2026-03-11', [[own.bank, own.charges, '0.35']]),
  ]);
  const person = await addPerson(staff);
  const budget = await addBudget(staff, person);
  const arrangement = await ok(
    staff.caseworker.post(`/budgets/${budget}/arrangements`, caseOne(person, funders)),
  );
  await ok(staff.panel.post(`/arrangements/${arrangement.id}/agreement`), 200);
  await putOnFile(staff, arrangement.id);
  const run = await ok(
    staff.finance.post('/pay-runs', { bankAccountId: book.bank.id, valueOn: '2026-04-02' }),
  );
  await ok(staff.approver.post(`/pay-runs/${run.id}/approval`), 200);
  await ok(staff.finance.post(`/pay-runs/${run.id}/release`), 200);
  book.setToday('2026-04-15');
  await ok(
    staff.finance.post(`/arrangements/${arrangement.id}/spending`, {
      spentOn: '2026-04-10',
      amount: '100.01',
      category: 'support',
      description: 'Tutor',
    }),
  );
  return { ...book, arrangement: arrangement.id };
}

async function accountsOf(api: Api, bankAccount: string): Promise<LedgerBook['own']> {
  const kinds = ['bank', 'treasury', 'charges', 'suspense'] as const;
  return api.db.run(async (tx) => {
    await openAccounts(
      tx,
      kinds.map((kind) => ({ class: kind, subject: bankAccount })),
    );
    const names = kinds.map((kind) => `${kind}:${bankAccount}`);
    const found = await findAccounts(tx, names);
    const open = kinds.map((kind, n) => [kind, { id: found.get(names[n]!)!, name: names[n]! }]);
    return Object.fromEntries(open) as LedgerBook['own'];
  });
}
