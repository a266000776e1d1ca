import { z } from 'zod';
import { Day, Id, Kind, Sector } from '../http/schemas.ts';
import type { Fault } from '../problem.ts';

/** What reports may be given beside the date and the moment; each says which of them it takes. */
export const PARAMETERS = {
  from: Day.meta({ description: 'The first day of a period.' }),
  to: Day.meta({ description: 'The last day of a period; the day of the report if left out.' }),
  years: z
    .string()
    .regex(/^([1-9]|10)$/, 'How many years: a whole number from 1 to 10.')
    .meta({ description: 'How many years back.' }),
  sector: Sector,
  kind: Kind,
  quarterEnd: Day.meta({ description: 'The last day of a quarter.' }),
  census: Day.meta({ description: 'The day of the census, where it is not that of the rules.' }),
  closedThrough: Day.meta({ description: 'The last day of a closed period.' }),
  area: z
    .string()
    .regex(/^[EWNS][0-9]{8}$/, 'The code of an authority or region, e.g. E06000042.')
    .meta({ description: 'An authority, by its code in published tables.' }),
  person: Id.meta({ description: 'The child or young person, by the number in this ledger.' }),
  user: Id.meta({ description: 'A user, by the number in this ledger.' }),
} as const satisfies Record<string, z.ZodType>;

export type ParameterName = keyof typeof PARAMETERS;

/** What a report was given, as text; absent where it was not. */
export type Given = Readonly<Partial<Record<ParameterName, string>>>;

/** The longest period that a report is made of. */
const MOST_YEARS = 10;

/** What is wrong with what a report was given: what it does not take, and periods that are none. */
export function faultsOfGiven(
  takes: readonly ParameterName[],
  given: Given,
  asAt: Temporal.PlainDate,
): Fault[] {
  const faults = Object.keys(given).flatMap((name): Fault[] => {
    if ((takes as readonly string[]).includes(name)) return [];
    const known = takes.length === 0 ? 'no parameters' : takes.join(', ');
    return [{ where: `query.${name}`, message: `This report takes ${known}.` }];
  });
  for (const name of ['from', 'to', 'quarterEnd', 'census', 'closedThrough'] as const) {
    const day = given[name];
    if (day === undefined || day <= asAt.toString()) continue;
    const message = `The day is not after that of the report, ${asAt.toString()}. Found ${day}.`;
    faults.push({ where: `query.${name}`, message });
  }
  return [...faults, ...faultsOfPeriod(given, asAt)];
}

function faultsOfPeriod({ from, to }: Given, asAt: Temporal.PlainDate): Fault[] {
  if (from === undefined) return [];
  const last = to ?? asAt.toString();
  if (last < from) {
    return [{ where: 'query.to', message: `A period ends on or after its first day, ${from}.` }];
  }
  const longest = Temporal.PlainDate.from(from).add({ years: MOST_YEARS });
  if (last <= longest.toString()) return [];
  const message = `A report is made of ${MOST_YEARS} years at most: ask for fewer at a time.`;
  return [{ where: 'query.from', message }];
}
