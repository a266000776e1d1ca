import { hash } from 'node:crypto';
import {
  ACCOUNTS_EACH,
  ENTRIES_EACH,
  FUNDERS,
  INTEGRATED_EACH,
  arrangementOf,
  entriesOf,
  itemOf,
  peopleOf,
  uuidOf,
  type Arrangement,
  type BookPlan,
  type Kind,
  type PlacedEntry,
} from './plan.ts';

/** The kinds of account of a share, in the order of their numbers. */
const KINDS = [
  'available',
  'committed',
  'drawn',
  'spent',
  'held',
  'to_return',
  'recoverable',
  'written_off',
] as const;
/** Of a notional share nobody holds anything. */
const KINDS_OF: Readonly<Record<Kind, number>> = { direct: 8, third_party: 8, notional: 4 };

/** Providers of services, and how many of them there are for so many arrangements. */
export const providersOf = ({ arrangements }: BookPlan): number => Math.ceil(arrangements / 160);
export const providerOf = (plan: BookPlan, a: number): number =>
  1 + (Math.floor(a / 5) % providersOf(plan));

/** Where the numbers of accounts begin that no arrangement has: of funders, providers, and runs. */
export function sharedAccounts(plan: BookPlan): { agreed: number; payable: number; run: number } {
  const { arrangements } = plan;
  const agreed = (arrangements + arrangements / INTEGRATED_EACH) * ACCOUNTS_EACH;
  const payable = agreed + FUNDERS.length;
  return { agreed, payable, run: payable + providersOf(plan) };
}

/** The number before that of the first account of a share. */
function accountsBefore({ arrangements }: BookPlan, a: number, second: boolean): number {
  return second
    ? (arrangements + a / INTEGRATED_EACH - 1) * ACCOUNTS_EACH
    : (a - 1) * ACCOUNTS_EACH;
}

/** id, class, subject, arrangement and beneficiary of each account, as COPY reads them. */
export function* accountRows(plan: BookPlan): Generator<string> {
  const { arrangements, classes } = plan;
  for (let a = 1; a <= arrangements; a += 1) {
    const { id, person, kind, shares } = arrangementOf(plan, a);
    for (const [n, share] of shares.entries()) {
      const before = accountsBefore(plan, a, n === 1);
      const owner = `${share.id}\t${id}\t${uuidOf(`person ${person}`)}`;
      yield KINDS.slice(0, KINDS_OF[kind])
        .map(
          (name, m) =>
            `${before + m + 1}\t${classes.get(`${name}/${kind}/${share.sector}`)}\t${owner}\n`,
        )
        .join('');
    }
  }
  const { agreed, payable, run } = sharedAccounts(plan);
  const shared = (id: number, name: string, subject: string): string =>
    `${id}\t${classes.get(name)}\t${uuidOf(subject)}\t\\N\t\\N\n`;
  for (const [n, [, sector]] of FUNDERS.entries()) {
    yield shared(agreed + n + 1, `agreed/${sector}`, `funder ${n + 1}`);
  }
  for (let n = 1; n <= providersOf(plan); n += 1) {
    yield shared(payable + n, 'payable', `provider ${n}`);
  }
  const paying = new Set<number>();
  for (const { paid, dayNumber } of entriesOf(plan)) if (paid !== null) paying.add(dayNumber);
  for (const day of paying) yield shared(run + day + 1, 'in_transit', `run ${day}`);
}

/** What an entry moves: from, to and the amount in twentieths of a month's payment, twice. */
type Movement = readonly [from: string, to: string, twentieths: number];
interface Template {
  readonly kind: string;
  readonly movements: readonly [Movement, Movement];
}

const AGREEMENT: readonly Template[] = [
  {
    kind: 'agreed',
    movements: [
      ['agreed', 'available', 400],
      ['agreed', 'available', 400],
    ],
  },
  {
    kind: 'scheduled',
    movements: [
      ['available', 'committed', 360],
      ['available', 'committed', 360],
    ],
  },
];
const PAYMENT: Template = {
  kind: 'payment',
  movements: [
    ['committed', 'drawn', 20],
    ['run', 'held', 20],
  ],
};
const SPENDING: Template = {
  kind: 'spending',
  movements: [
    ['held', 'spent', 8],
    ['held', 'spent', 1],
  ],
};
const INVOICE: Template = {
  kind: 'invoice',
  movements: [
    ['committed', 'drawn', 20],
    ['payable', 'spent', 20],
  ],
};
/** What was ordered is taken back, and ordered of somebody else. */
const ANOTHER_ORDER: Template = {
  kind: 'scheduled',
  movements: [
    ['available', 'committed', 20],
    ['committed', 'available', 20],
  ],
};

/** An arrangement is agreed and scheduled, then paid month by month and spent in between. */
function templateOf({ turn, paid }: PlacedEntry, kind: Kind): Template {
  const first = AGREEMENT[turn];
  if (first !== undefined) return first;
  if (kind === 'notional') return paid === null ? ANOTHER_ORDER : INVOICE;
  return paid === null ? SPENDING : PAYMENT;
}

/** Those who record entries take turns, and one entry in a hundred is recorded in the evening. */
const OFFICERS = Array.from({ length: 40 }, (_, n) => uuidOf(`user ${n + 1}`));

/** The last day of work by a day. */
function workingDay(day: string): string {
  const date = Temporal.PlainDate.from(day);
  return date.subtract({ days: Math.max(0, date.dayOfWeek - 5) }).toString();
}

function momentOf(id: number): string {
  const seconds = isLate(id) ? 19 * 3600 + (id % 3600) : 9 * 3600 + (id % 25_200);
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}

const isLate = (id: number): boolean => id % 100 === 99;

/** id, key, kind, effective day, moment of recording, by and content of each entry. */
export function* entryRows(plan: BookPlan): Generator<string> {
  const kindOf = facts(plan, ({ kind }) => kind);
  const workingDays = new Map<string, string>();
  for (const entry of entriesOf(plan)) {
    const { id, arrangement, day } = entry;
    const template = templateOf(entry, kindOf(arrangement));
    const key =
      template === PAYMENT ? `payment:${itemOf(id)}` : `bench:${String(id).padStart(9, '0')}`;
    const recordedOn = isLate(id) ? day : workingDays.getOrInsertComputed(day, workingDay);
    const by = OFFICERS[id % OFFICERS.length]!;
    yield `${id}\t${key}\t${plan.kinds.get(template.kind)}\t${day}\t${recordedOn} ${momentOf(id)}+00\t${by}\t\\\\x${hash('sha256', key, 'hex')}\n`;
  }
}

/** entry, line, kind, effective day, classes, accounts and amount of each transfer. */
export function* transferRows(plan: BookPlan): Generator<string> {
  const { kinds, classes } = plan;
  const of = facts(plan, (arrangement) => arrangement);
  const shared = sharedAccounts(plan);
  for (const entry of entriesOf(plan)) {
    const { id, arrangement: a, turn, month, dayNumber, day } = entry;
    const { kind, shares, unit } = of(a);
    const template = templateOf(entry, kind);
    const account = (name: string, n: number): readonly [id: number, klass: number] => {
      const { sector, funder } = shares[n]!;
      if (name === 'agreed') return [shared.agreed + funder + 1, classes.get(`agreed/${sector}`)!];
      if (name === 'payable')
        return [shared.payable + providerOf(plan, a), classes.get('payable')!];
      if (name === 'run') return [shared.run + dayNumber + 1, classes.get('in_transit')!];
      const own = KINDS.indexOf(name as (typeof KINDS)[number]) + 1;
      return [accountsBefore(plan, a, n === 1) + own, classes.get(`${name}/${kind}/${sector}`)!];
    };
    yield template.movements
      .map(([from, to, twentieths], line) => {
        // Of two shares each has one line of what is agreed, and every other month of what is paid.
        const share = shares.length === 1 ? 0 : turn < AGREEMENT.length ? line : month % 2;
        const [fromId, fromClass] = account(from, share);
        const [toId, toClass] = account(to, share);
        const amount = ((unit * twentieths) / 100).toFixed(2);
        return `${id}\t${line + 1}\t${kinds.get(template.kind)}\t${day}\t${fromClass}\t${toClass}\t${fromId}\t${toId}\t${amount}\n`;
      })
      .join('');
  }
}

/** Something of each arrangement, worked out once for all its entries. */
function facts<T>(plan: BookPlan, of: (arrangement: Arrangement) => T): (a: number) => T {
  const known = Array.from({ length: plan.arrangements }, (_, n) => of(arrangementOf(plan, n + 1)));
  return (a) => known[a - 1]!;
}

/** The columns of `book_arrangements`, which the statements for all other rows read. */
export function* arrangementRows(plan: BookPlan): Generator<string> {
  const none = '\\N';
  for (let a = 1; a <= plan.arrangements; a += 1) {
    const { id, person, kind, shares, unit, broker } = arrangementOf(plan, a);
    const [own, second] = shares;
    const provider = kind === 'notional' ? providerOf(plan, a) : null;
    yield `${[
      a,
      id,
      person,
      uuidOf(`person ${person}`),
      kind,
      own.id,
      own.sector,
      uuidOf(`funder ${own.funder + 1}`),
      second?.id ?? none,
      second?.sector ?? none,
      second === undefined ? none : uuidOf(`funder ${second.funder + 1}`),
      (unit / 5).toFixed(2),
      broker ?? none,
      provider ?? none,
    ].join('\t')}\n`;
  }
}

/** The columns of `book_payments`: each entry that pays a month, with its arrangement and day. */
export function* paymentRows(plan: BookPlan): Generator<string> {
  for (const { id, arrangement, paid, dayNumber, day } of entriesOf(plan)) {
    if (paid !== null)
      yield `${id}\t${arrangement}\t${paid + 1}\t${dayNumber}\t${day}\t${itemOf(id)}\n`;
  }
}

/** How many of everything there is, to be told while it is loaded. */
export const sizesOf = (
  plan: BookPlan,
): { people: number; accounts: number; entries: number; transfers: number } => ({
  people: peopleOf(plan),
  accounts: plan.arrangements * ACCOUNTS_EACH,
  entries: plan.arrangements * ENTRIES_EACH,
  transfers: plan.arrangements * ENTRIES_EACH * 2,
});
