import type { NewSpending } from '../budgets/spending-store.ts';
import { Decimal, money, type Decimal as Amount } from '../money.ts';
import type { Choices } from './random.ts';

/** A payment that a holder has had. */
export interface Paid {
  readonly arrangementId: string;
  readonly valueOn: string;
  readonly amount: string;
}

const BOUGHT: readonly (readonly [string, string])[] = [
  ['wages', 'Personal assistant, four weeks'],
  ['support', 'Tutor, six sessions'],
  ['activities', 'Swimming club'],
  ['travel', 'Taxi to short breaks'],
  ['equipment', 'Tablet case and stylus'],
  ['fees', 'Payroll service'],
];

/** Spending out of each payment, after it came and before today: most of it, never all. */
export function inventSpending(
  paid: readonly Paid[],
  today: Temporal.PlainDate,
  choose: Choices,
): NewSpending[] {
  const list = paid.flatMap((payment) => {
    const came = Temporal.PlainDate.from(payment.valueOn);
    const days = came.until(today).days;
    if (days < 3) return [];
    return Array.from({ length: 1 + choose.below(2) }, () => ({
      arrangementId: payment.arrangementId,
      spentOn: came.add({ days: 1 + choose.below(Math.min(days - 1, 27)) }),
      amount: part(money(payment.amount), 20 + choose.below(25)),
      ...bought(choose),
    }));
  });
  return list.sort((a, b) => Temporal.PlainDate.compare(a.spentOn, b.spentOn));
}

function bought(choose: Choices): { category: string; description: string } {
  const [category, description] = choose.pick(BOUGHT);
  return { category, description };
}

/** Some hundredths of an amount, in whole pence, rounded down so that two parts always fit. */
function part(amount: Amount, hundredths: number): Amount {
  return Decimal.max(amount.times(hundredths).divToInt(1).div(100), '0.01');
}
