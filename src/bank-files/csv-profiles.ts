import { readProfile, type CsvProfile, type Role } from './csv-profile.ts';
import type { DateForm } from './csv-dates.ts';

type Headings = Readonly<Partial<Record<Role, readonly string[]>>>;

/** A bank of the United Kingdom, known by headings that no other has. */
function bank(name: string, columns: Headings, needs: readonly string[]): CsvProfile {
  return {
    name,
    format: `csv.${name}`,
    mark: null,
    headings: true,
    columns,
    needs: needs.map((one) => [one]),
    width: null,
    dates: 'day-first',
    decimalMark: '.',
    outIsPositive: false,
    account: null,
    currency: 'GBP',
  };
}

const lloyds = bank(
  'lloyds',
  {
    date: ['transaction date'],
    sortCode: ['sort code'],
    account: ['account number'],
    description: ['transaction description'],
    out: ['debit amount'],
    in: ['credit amount'],
    balance: ['balance'],
  },
  ['transaction date', 'transaction description', 'debit amount', 'credit amount'],
);

const barclays = bank(
  'barclays',
  {
    date: ['date'],
    account: ['account'],
    amount: ['amount'],
    description: ['memo'],
    reference: ['number'],
  },
  ['number', 'date', 'account', 'amount', 'subcategory', 'memo'],
);

const natwest = bank(
  'natwest',
  {
    date: ['date'],
    description: ['description'],
    amount: ['value'],
    balance: ['balance'],
    account: ['account number'],
  },
  ['date', 'type', 'description', 'value', 'balance', 'account name', 'account number'],
);

const nationwide = bank(
  'nationwide',
  {
    date: ['date'],
    description: ['description', 'transactions'],
    out: ['paid out'],
    in: ['paid in'],
    balance: ['balance'],
  },
  ['date', 'transaction type', 'description', 'paid out', 'paid in', 'balance'],
);

const starling = bank(
  'starling',
  {
    date: ['date'],
    counterparty: ['counter party'],
    reference: ['reference'],
    amount: ['amount'],
    balance: ['balance'],
    description: ['notes'],
    status: ['status'],
  },
  ['date', 'counter party', 'reference', 'type', 'amount'],
);

const monzo = bank(
  'monzo',
  {
    date: ['date'],
    reference: ['transaction id'],
    counterparty: ['name'],
    amount: ['amount'],
    currency: ['currency'],
    balance: ['balance'],
    description: ['description', 'notes and tags', 'notes and #tags'],
  },
  ['transaction id', 'date', 'time', 'name', 'amount', 'currency', 'local amount'],
);

const firstDirect: CsvProfile = {
  ...bank(
    'first-direct',
    { date: ['date'], description: ['description'], amount: ['amount'], balance: ['balance'] },
    ['date', 'description', 'amount', 'balance'],
  ),
  width: 4,
};

const hsbc: CsvProfile = {
  ...bank('hsbc', {}, []),
  headings: false,
  columns: { date: [1], description: [2], amount: [3] },
  needs: [[1], [2], [3]],
  width: 3,
};

const DATES = [
  'posting date',
  'posted date',
  'date posted',
  'booking date',
  'booked on',
  'entry date',
  'processed date',
  'process date',
  'completed date',
  'date',
  'transaction date',
  'trans date',
  'date of transaction',
];

const LOADED = ['load', 'loads', 'load amount', 'amount loaded', 'loaded', 'funds in'];
const SPENT = ['spend', 'spends', 'spend amount', 'amount spent', 'spent', 'funds out'];

const plainColumns = {
  date: DATES,
  valueDate: ['value date', 'settlement date'],
  amount: ['amount', 'value', 'transaction amount'],
  in: [
    'paid in',
    'money in',
    'amount in',
    'credit',
    'credits',
    'credit amount',
    'in',
    'deposit',
    'deposits',
    'receipts',
  ],
  out: [
    'paid out',
    'money out',
    'amount out',
    'debit',
    'debits',
    'debit amount',
    'out',
    'withdrawal',
    'withdrawals',
    'payments',
  ],
  fee: ['fee', 'fees', 'fee amount', 'charge', 'charges'],
  balance: ['balance', 'running balance', 'account balance', 'balance after'],
  description: [
    'description',
    'transaction description',
    'details',
    'transaction details',
    'narrative',
    'transaction narrative',
    'narration',
    'particulars',
    'memo',
    'notes',
  ],
  counterparty: ['counter party', 'counterparty', 'payee', 'payer', 'name', 'merchant'],
  reference: ['reference', 'ref', 'transaction reference', 'payment reference', 'transaction id'],
  status: ['status', 'state', 'transaction status'],
  currency: ['currency', 'ccy', 'account currency', 'currency code'],
  sortCode: ['sort code'],
  account: ['account', 'account number', 'account no', 'iban', 'card number', 'card', 'card id'],
  direction: ['debit credit', 'dr cr', 'cr dr', 'credit debit', 'type', 'transaction type'],
} satisfies Headings;

const texts = [
  ...plainColumns.description,
  ...plainColumns.counterparty,
  ...plainColumns.reference,
];

/** A programme of prepaid cards: what is loaded on a card and what is spent with it. */
const prepaid: CsvProfile = {
  ...bank('prepaid', {}, []),
  columns: {
    ...plainColumns,
    amount: [],
    in: [...LOADED, ...plainColumns.in],
    out: [...SPENT, ...plainColumns.out],
  },
  needs: [DATES, LOADED, SPENT, texts],
};

/** Any other bank: columns by the names that banks give them, the order of dates by the dates. */
const plain: CsvProfile = {
  ...bank('plain', plainColumns, []),
  format: 'csv',
  needs: [DATES, [...plainColumns.amount, ...plainColumns.in, ...plainColumns.out], texts],
  dates: null,
  currency: null,
};

/**
 * Headings as plain as these are no bank's own: read by them alone, a file must show by its dates
 * whether day or month is first.
 */
const withoutOrder = (profile: CsvProfile): CsvProfile => ({ ...profile, dates: null });

/** The profiles that a file is compared with, the surest first. */
export const KNOWN_BY_HEADINGS: readonly CsvProfile[] = [
  lloyds,
  barclays,
  natwest,
  nationwide,
  starling,
  monzo,
  withoutOrder(firstDirect),
  withoutOrder(prepaid),
  plain,
];

/** For a file without headings that has the form of this bank's. */
export const KNOWN_BY_FORM: CsvProfile = withoutOrder(hsbc);

const inOrder = (dates: DateForm): CsvProfile => ({ ...plain, name: dates, dates });

const BY_NAME: ReadonlyMap<string, CsvProfile> = new Map([
  ...[lloyds, barclays, natwest, hsbc, nationwide, firstDirect, starling, monzo, prepaid].map(
    (one) => [one.name, one] as const,
  ),
  ...['halifax', 'bank-of-scotland'].map((name) => [name, lloyds] as const),
  ['rbs', natwest],
  ['day-first', inOrder('day-first')],
  ['month-first', inOrder('month-first')],
]);

/**
 * The profile of a name, or of the JSON that an officer has written; null for none.
 *
 * @throws Error for a name that is none, and for a profile with faults
 */
export function profileFor(nameOrJson: string | undefined): CsvProfile | null {
  if (nameOrJson === undefined) return null;
  if (nameOrJson.trimStart().startsWith('{')) return readProfile(nameOrJson);
  const profile = BY_NAME.get(nameOrJson.toLowerCase());
  if (profile !== undefined) return profile;
  const names = [...BY_NAME.keys()].join(', ');
  throw new Error(`--profile must be a file with a profile in JSON, or one of: ${names}.`);
}
