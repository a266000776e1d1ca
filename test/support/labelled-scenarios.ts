import { INVOICE_FAMILIES } from './labelled-invoices.ts';

/** A payment of a run as it is planned: in pence, and what the payee's bank is told. */
export interface PlannedCredit {
  readonly pence: number;
  readonly reference: string;
  readonly returnedOn?: string;
}

export interface PlannedRun {
  readonly serial: string;
  readonly on: string;
  readonly credits: readonly PlannedCredit[];
}

/** A payment of invoices of one provider, by its number. */
export interface PlannedPayment {
  readonly on: string;
  readonly pence: number;
  readonly reference: string;
  readonly provider: number;
}

/** A line of the bank with the truth beside it: of what it is; empty when of nothing expected. */
export interface PlannedLine {
  readonly family: string;
  readonly on: string;
  /** Money out is negative. */
  readonly pence: number;
  readonly reference: string | null;
  readonly text: string | null;
  /** "run:0", "credit:0:1", "returned:0:1" or "invoice:0", by places in the plan. */
  readonly truth: readonly string[];
  readonly details?: readonly { readonly pence: number; readonly reference: string }[];
}

export interface Plan {
  readonly runs: readonly PlannedRun[];
  readonly payments?: readonly PlannedPayment[];
  readonly lines: readonly PlannedLine[];
}

/** Numbers from a seed, the same each time: whole ones from zero to below the bound. */
function numbersFrom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

const FIRST = Temporal.PlainDate.from('2026-03-02');

/** A working day of March and April, by its number; before Easter, so that weeks have five. */
const dayOf = (number: number): string =>
  FIRST.add({ days: Math.floor(number / 5) * 7 + (number % 5) }).toString();

/** Puts families of lines together, each with the truth. */
export class Planner {
  readonly runs: PlannedRun[] = [];
  readonly payments: PlannedPayment[] = [];
  readonly lines: PlannedLine[] = [];
  readonly below: (bound: number) => number;
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
    this.below = numbersFrom(seed);
  }

  pence(): number {
    return 5_000 + this.below(90_000);
  }

  /** A run of payments on a working day. @returns its place in the plan */
  run(day: number, credits: readonly PlannedCredit[]): number {
    const serial = `R${this.#seed}${String(this.runs.length).padStart(4, '0')}`;
    return this.runs.push({ serial, on: dayOf(day), credits }) - 1;
  }

  /** A payment of invoices on a working day. @returns its place, as a line's truth names it */
  payment(day: number, one: Omit<PlannedPayment, 'on'>): string {
    return `invoice:${this.payments.push({ ...one, on: dayOf(day) }) - 1}`;
  }

  /** Payments of one reference, each in a run of its own with one other. @returns their places */
  eachInARun(day: number, amounts: readonly number[], reference: string): string[] {
    return amounts.map((pence) => {
      const run = this.run(day, [{ pence, reference }, ...this.credits(1)]);
      return `credit:${run}:0`;
    });
  }

  /** Payments with a reference each. */
  credits(count: number, prefix = 'PB'): PlannedCredit[] {
    const first = 100_000 + this.below(800_000);
    return Array.from({ length: count }, (_, n) => ({
      pence: this.pence(),
      reference: `${prefix}${first + n}`,
    }));
  }

  line(family: string, day: number, pence: number, truth: readonly string[], words: Words = {}) {
    const { reference = null, text = null, ...details } = words;
    this.lines.push({ family, on: dayOf(day), pence, truth, reference, text, ...details });
  }
}

type Words = Partial<Pick<PlannedLine, 'reference' | 'text' | 'details'>>;
const sum = (credits: readonly PlannedCredit[]): number =>
  credits.reduce((all, { pence }) => all + pence, 0);

const exact = (plan: Planner): void => {
  const credits = plan.credits(20);
  const run = plan.run(5, credits);
  credits.forEach(({ pence, reference }, n) =>
    plan.line('exact reference', 5 + plan.below(4), -pence, [`credit:${run}:${n}`], { reference }),
  );
};

const totals = (plan: Planner): void => {
  for (let n = 0; n < 30; n += 1) {
    const credits = plan.credits(1 + plan.below(4));
    const run = plan.run(2 + Math.floor(n / 2), credits);
    const [named, late] = [n % 3 !== 0, plan.below(3)];
    const text = named ? `Bulk ${plan.runs[run]!.serial.toLowerCase()} payments` : 'Bulk payments';
    const family = named ? 'run total, serial' : 'run total, no name';
    plan.line(family, Math.floor(2 + n / 2) + late, -sum(credits), [`run:${run}`], { text });
  }
};

const weekly = (plan: Planner): void => {
  for (const same of [true, false]) {
    const payees = plan.credits(8, same ? 'WK' : 'WD');
    const pence = plan.pence();
    for (let week = 0; week < 5; week += 1) {
      const credits = payees.map(({ reference }) => ({
        pence,
        reference: same ? reference : `${reference}W${week}`,
      }));
      const run = plan.run(week * 5, credits);
      const family = same ? 'weekly, one reference' : 'weekly, own references';
      credits.forEach(({ reference }, n) =>
        plan.line(family, week * 5, -pence, [`credit:${run}:${n}`], { reference }),
      );
    }
  }
};

const duplicates = (plan: Planner): void => {
  const twice = plan.credits(5);
  for (const { pence, reference } of twice) {
    for (const run of plan.eachInARun(8, [pence, pence], reference)) {
      plan.line('two alike, truly two', 8, -pence, [run], { reference });
    }
  }
  const once = plan.credits(5);
  const run = plan.run(9, once);
  once.forEach(({ pence, reference }, n) => {
    plan.line('repeat of a line', 9, -pence, [`credit:${run}:${n}`], { reference });
    plan.line('repeat of a line', 9 + n, -pence, [], { reference: `${reference} REPEAT` });
  });
};

const sums = (plan: Planner): void => {
  const short = plan.credits(6);
  const run = plan.run(10, short);
  short.forEach(({ pence, reference }, n) =>
    plan.line('tolerance', 10, 25 - pence, [`credit:${run}:${n}`], { reference }),
  );
  for (let n = 0; n < 5; n += 1) {
    const pair = [plan.pence(), plan.pence()];
    const named = `MO${100_000 + plan.below(800_000)}`;
    const truth = plan.eachInARun(11, pair, named);
    plan.line('many to one', 11, -pair[0]! - pair[1]!, truth, { reference: named });
    const whole = plan.credits(2, 'OM');
    const halves = plan.run(12, whole);
    const { pence, reference } = whole[0]!;
    for (const part of [1_000, pence - 1_000]) {
      plan.line('one to many', 12, -part, [`credit:${halves}:0`], { reference });
    }
    const batch = plan.credits(4, 'BD');
    const listed = plan.run(13, batch);
    const chosen = batch.slice(1);
    plan.line(
      'batch with details',
      13,
      -sum(chosen),
      chosen.map((_, place) => `credit:${listed}:${place + 1}`),
      { details: chosen },
    );
  }
};

const ambiguous = (plan: Planner): void => {
  for (let n = 0; n < 5; n += 1) {
    const pence = plan.pence();
    for (const run of [0, 1].map(() => plan.run(14, [{ pence, reference: `AM${plan.pence()}` }]))) {
      plan.line('ambiguous, no name', 14, -pence, [`run:${run}`], { text: 'Payment' });
    }
    const reference = `SU${100_000 + plan.below(800_000)}`;
    const parts = [1_000, 2_000, 3_000, 4_000].map((step) => step + n);
    const [first, , , last] = plan.eachInARun(15, parts, reference);
    plan.line('ambiguous, sums', 15, -(5_000 + 2 * n), [first!, last!], { reference });
  }
};

const missing = (plan: Planner): void => {
  const texts = ['Tax year 2026', 'Ring 01632960123', 'Of 10/03/2026', '10032026', '20260310', ''];
  const credits = [...plan.credits(12), { pence: plan.pence(), reference: '2026' }];
  plan.run(6, credits);
  credits.forEach(({ pence }, n) =>
    plan.line('missing, other came', 6, -pence, [], { text: texts[n % texts.length]! }),
  );
};

const NOISE: readonly ((reference: string) => string)[] = [
  (reference) => reference.toLowerCase(),
  (reference) => `${reference.slice(0, 2)} ${reference.slice(2)}`,
  (reference) => `${reference.slice(0, 4)}-${reference.slice(4)}`,
  (reference) => `BACS ${reference}`,
  (reference) => `${reference.slice(0, 2)}/${reference.slice(2, 5)}.${reference.slice(5)}`,
  (reference) => `FP${reference}`,
];

const typing = (plan: Planner): void => {
  const credits = plan.credits(18);
  const run = plan.run(16, credits);
  credits.forEach(({ pence, reference }, n) => {
    const typed = NOISE[n % NOISE.length]!(reference);
    plan.line('typing noise', 16, -pence, [`credit:${run}:${n}`], { reference: typed });
  });
  for (let n = 0; n < 6; n += 1) {
    const [short, other] = plan.credits(2, 'SS');
    const pair = [short!, { pence: short!.pence, reference: `${short!.reference}1` }, other!];
    const within = plan.run(17, pair);
    // Of every second pair only the longer comes, so that a part of its name would mislead.
    pair.slice(n % 2, 2).forEach(({ pence, reference }, place) => {
      const truth = [`credit:${within}:${place + (n % 2)}`];
      plan.line('reference in another', 17, -pence, truth, { reference });
    });
  }
};

const returned = (plan: Planner): void => {
  const credits = plan.credits(6, 'RT').map((one) => ({ ...one, returnedOn: dayOf(19) }));
  const run = plan.run(18, credits);
  credits.forEach(({ pence, reference }, n) => {
    plan.line('returned credit', 18, -pence, [`credit:${run}:${n}`], { reference });
    plan.line('returned credit', 20, pence, [`returned:${run}:${n}`], {
      reference: `ARUCS ${reference}`,
    });
  });
};

const FAMILIES = [
  exact,
  totals,
  weekly,
  duplicates,
  sums,
  ambiguous,
  missing,
  typing,
  returned,
  ...INVOICE_FAMILIES,
];

/** A book of lines and of what is expected, all families on one account, with the truth. */
export function planFrom(seed: number): Plan {
  const plan = new Planner(seed);
  for (const family of FAMILIES) family(plan);
  return { runs: plan.runs, payments: plan.payments, lines: plan.lines };
}
