import type { Planner } from './labelled-scenarios.ts';

/** A name of a payment of invoices that no other has. */
const named = (plan: Planner): string =>
  `IV${100_000 + plan.below(800_000)}${plan.payments.length}`;

/** One line for each payment, that names it or not. */
const single = (plan: Planner): void => {
  for (let n = 0; n < 12; n += 1) {
    const [pence, reference] = [plan.pence(), named(plan)];
    const truth = [plan.payment(21, { pence, reference, provider: n })];
    const day = 21 + plan.below(3);
    if (n < 8) plan.line('invoice, reference', day, -pence, truth, { reference });
    else plan.line('invoice, no name', day, -pence, truth, { text: 'Supplier payment' });
  }
};

/** Two payments that nothing tells apart, and two that only their days do. */
const pairs = (plan: Planner): void => {
  for (let n = 0; n < 3; n += 1) {
    const pence = plan.pence();
    for (const provider of [20, 21]) {
      const truth = [plan.payment(21, { pence, reference: named(plan), provider })];
      plan.line('invoice, ambiguous', 22, -pence, truth, { text: 'Supplier payment' });
    }
    const [same, reference] = [plan.pence(), named(plan)];
    for (const day of [21, 22]) {
      const truth = [plan.payment(day, { pence: same, reference, provider: 22 })];
      plan.line('invoice, ambiguous', 22, -same, truth, { reference });
    }
  }
};

/** The payment has not come: its amount came for something else, or its name with another amount. */
const absent = (plan: Planner): void => {
  const texts = ['Invoice 2026', 'Of 10/03/2026', ''];
  for (let n = 0; n < 6; n += 1) {
    const [pence, reference] = [plan.pence(), named(plan)];
    plan.payment(21, { pence, reference, provider: 30 + n });
    const isNamed = n % 2 === 0;
    plan.line(
      'invoice, other came',
      21,
      isNamed ? -pence - 500 : -pence,
      [],
      isNamed ? { reference } : { text: texts[(n - 1) / 2]! },
    );
  }
};

/** One line for several payments, of which it names one: the provider, or the run, is the same. */
const together = (plan: Planner): void => {
  for (let n = 0; n < 4; n += 1) {
    const amounts = [plan.pence(), plan.pence()];
    const references = amounts.map(() => named(plan));
    const truth = amounts.map((pence, place) =>
      plan.payment(21, { pence, reference: references[place]! + place, provider: 40 + n }),
    );
    const total = amounts.reduce((sum, pence) => sum + pence, 0);
    plan.line('many to one, provider', 21, -total, truth, { reference: `${references[0]!}0` });

    const credits = plan.credits(4, 'MR');
    const run = plan.run(22, credits);
    const two = credits.slice(0, 2);
    plan.line(
      'many to one, run',
      22,
      -two[0]!.pence - two[1]!.pence,
      [`credit:${run}:0`, `credit:${run}:1`],
      { reference: two[0]!.reference },
    );
  }
};

/** Payments of invoices, and sums by what payments have in common beside a reference. */
export const INVOICE_FAMILIES = [single, pairs, absent, together];
