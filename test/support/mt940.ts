/** A made-up MT940 statement: days as six figures ("260410"), amounts of credits with a point. */
export interface Mt940Facts {
  readonly account: { readonly sortCode: string; readonly accountNumber: string };
  readonly number: number;
  /** The day that the opening balance has; many banks write that of the closing balance before. */
  readonly openedOn: string;
  readonly opening: string;
  readonly closedOn: string;
  readonly closing: string;
  /** Credits with a text, booked on the day of the closing balance. */
  readonly credits?: readonly (readonly [amount: string, text: string])[];
}

const comma = (amount: string): string => amount.replace('.', ',');

/** The text of one statement; a file may have several, one after the other. */
export function mt940(facts: Mt940Facts): string {
  const { account, number, openedOn, opening, closedOn, closing, credits = [] } = facts;
  const entry = `${closedOn}${closedOn.slice(2)}`;
  return [
    `:20:STATEMENT${number}`,
    `:25:${account.sortCode}${account.accountNumber}`,
    `:28C:${number}/1`,
    `:60F:C${openedOn}GBP${comma(opening)}`,
    ...credits.flatMap(([amount, text]) => [
      `:61:${entry}C${comma(amount)}NTRFNONREF`,
      `:86:${text}`,
    ]),
    `:62F:C${closedOn}GBP${comma(closing)}`,
    '-',
    '',
  ].join('\r\n');
}
