/** The twelve months up to a day, and the same up to that day of the years before, latest first. */
export function twelveMonthsTo(
  asAt: Temporal.PlainDate,
  years: number,
): { readonly from: string; readonly to: string }[] {
  return Array.from({ length: years }, (_, n) => {
    const to = asAt.subtract({ years: n });
    // Reckoned from the day itself, so that no day is in two years, also where one has no 29 February.
    const from = asAt.subtract({ years: n + 1 }).add({ days: 1 });
    return { from: from.toString(), to: to.toString() };
  });
}
