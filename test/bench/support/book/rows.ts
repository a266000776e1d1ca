import { hash } from 'node:crypto';
import { WHOLE_AUTHORITY } from '../../../../src/ledger/accounts.ts';

/** Each arrangement has this many accounts, and as many entries of two transfers each. */
export const ACCOUNTS_EACH = 8;
export const ENTRIES_EACH = 100;
export const MONTHS = 36;

/** The numbers that the authority's tables give to kinds of entry and classes of account. */
export interface Numbers {
  readonly kinds: ReadonlyMap<string, number>;
  readonly classes: ReadonlyMap<string, number>;
}

export interface BookPlan extends Numbers {
  readonly arrangements: number;
  /** The first day; the entries follow each other evenly from then on. */
  readonly first: Temporal.PlainDate;
  readonly days: number;
}

/** An arrangement's accounts in the order of their numbers: one share's, and of one sector. */
const ACCOUNTS = [
  'available',
  'committed',
  'drawn',
  'held',
  'to_return',
  'recoverable',
  'written_off',
  'spent',
].map((kind) => `${kind}/direct/education`);
const AGREED = 'agreed/education';
const IN_TRANSIT = 'in_transit';

/** What an entry moves: from, to and the amount, twice. */
type Movement = readonly [from: string, to: string, amount: string];
interface Template {
  readonly kind: string;
  readonly movements: readonly [Movement, Movement];
}

const [available = '', committed = '', drawn = '', held = '', , , , spent = ''] = ACCOUNTS;
const SPENDING: Template = {
  kind: 'spending',
  movements: [
    [held, spent, '40.00'],
    [held, spent, '5.00'],
  ],
};
const PAYMENT: Template = {
  kind: 'payment',
  movements: [
    [committed, drawn, '100.00'],
    [IN_TRANSIT, held, '100.00'],
  ],
};
const AGREEMENT: readonly Template[] = [
  {
    kind: 'agreed',
    movements: [
      [AGREED, available, '2000.00'],
      [AGREED, available, '2000.00'],
    ],
  },
  {
    kind: 'scheduled',
    movements: [
      [available, committed, '1800.00'],
      [available, committed, '1800.00'],
    ],
  },
];

/** An arrangement is agreed and scheduled, and then paid and spent by turns: one to two. */
function templateOf(turn: number): Template {
  return AGREEMENT[turn] ?? (turn % 3 === 2 ? PAYMENT : SPENDING);
}

const uuidOf = (text: string): string =>
  hash('md5', text, 'hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** id, class, subject, arrangement and beneficiary of each account, as COPY reads them. */
export function* accountRows({ arrangements, classes }: BookPlan): Generator<string> {
  for (let a = 1; a <= arrangements; a += 1) {
    const owner = `${uuidOf(`share ${a}`)}\t${uuidOf(`arrangement ${a}`)}\t${uuidOf(`person ${a}`)}`;
    yield ACCOUNTS.map(
      (name, n) => `${(a - 1) * ACCOUNTS_EACH + n + 1}\t${classes.get(name)}\t${owner}\n`,
    ).join('');
  }
  const shared = [AGREED, IN_TRANSIT].map(
    (name, n) =>
      `${arrangements * ACCOUNTS_EACH + n + 1}\t${classes.get(name)}\t${uuidOf(name)}\t\\N\t\\N\n`,
  );
  yield shared.join('');
}

interface PlacedEntry {
  readonly id: number;
  readonly arrangement: number;
  readonly day: string;
  readonly template: Template;
}

/** All entries in the order of their numbers, which is that of their days. */
function* entries({ arrangements, first, days }: BookPlan): Generator<PlacedEntry> {
  const count = arrangements * ENTRIES_EACH;
  const calendar = Array.from({ length: days }, (_, n) => first.add({ days: n }).toString());
  for (let n = 0; n < count; n += 1) {
    yield {
      id: n + 1,
      arrangement: (n % arrangements) + 1,
      day: calendar[Math.floor((n * days) / count)]!,
      template: templateOf(Math.floor(n / arrangements)),
    };
  }
}

/** id, key, kind, effective day, by and content of each entry. */
export function* entryRows(plan: BookPlan): Generator<string> {
  for (const { id, day, template } of entries(plan)) {
    const key = `bench:${String(id).padStart(9, '0')}`;
    yield `${id}\t${key}\t${plan.kinds.get(template.kind)}\t${day}\t${WHOLE_AUTHORITY}\t\\\\x${hash('sha256', key, 'hex')}\n`;
  }
}

/** entry, line, kind, effective day, classes, accounts and amount of each transfer. */
export function* transferRows(plan: BookPlan): Generator<string> {
  const { arrangements, kinds, classes } = plan;
  const shared = arrangements * ACCOUNTS_EACH;
  const own = new Map(ACCOUNTS.map((name, n) => [name, n + 1]));
  const idOf = (name: string, arrangement: number): number => {
    const n = own.get(name);
    if (n !== undefined) return (arrangement - 1) * ACCOUNTS_EACH + n;
    return shared + (name === AGREED ? 1 : 2);
  };
  for (const { id, arrangement, day, template } of entries(plan)) {
    const kind = kinds.get(template.kind);
    yield template.movements
      .map(
        ([from, to, amount], n) =>
          `${id}\t${n + 1}\t${kind}\t${day}\t${classes.get(from)}\t${classes.get(to)}\t` +
          `${idOf(from, arrangement)}\t${idOf(to, arrangement)}\t${amount}\n`,
      )
      .join('');
  }
}
