/** How many lines of an amount there are on a day. */
export interface AmountCount {
  readonly day: string;
  readonly amount: string;
  readonly count: number;
}

/** How many differences of one day are told one by one. */
const MOST_TOLD = 3;

/**
 * Where two sources that both have all of a day have not the same lines on it. One of them is
 * wrong, so a person is told, day by day.
 *
 * @returns a sentence for each day that differs, in order of the days
 */
export function differencesOn(
  file: readonly AmountCount[],
  before: readonly AmountCount[],
): { day: string; message: string }[] {
  const days = new Map<string, Map<string, [file: number, before: number]>>();
  const tally = (counts: readonly AmountCount[], side: 0 | 1): void => {
    for (const { day, amount, count } of counts) {
      const amounts = days.get(day) ?? new Map<string, [number, number]>();
      days.set(day, amounts);
      const pair = amounts.get(amount) ?? [0, 0];
      amounts.set(amount, pair);
      pair[side] += count;
    }
  };
  tally(file, 0);
  tally(before, 1);
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([day, amounts]) => {
      const differ = [...amounts].filter(([, [inFile, known]]) => inFile !== known);
      return differ.length === 0 ? [] : [{ day, message: sentence(day, differ) }];
    });
}

function sentence(
  day: string,
  differ: readonly (readonly [string, readonly [number, number]])[],
): string {
  const told = differ
    .slice(0, MOST_TOLD)
    .map(([amount, [file, before]]) => `${file} of ${amount} here and ${before} before`);
  const more = differ.length - told.length;
  const rest = more === 0 ? '' : `, and ${more} more amounts`;
  return (
    `On ${day} this statement and those before it should have the same lines; found ` +
    `${told.join(', ')}${rest}. Look at the day on the bank's own page.`
  );
}
