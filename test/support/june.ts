import { ok } from './book.ts';
import { anOffice, type Office } from './exceptions.ts';
import { testSealer } from './sealing.ts';
import { eveningOf, writtenOn } from './written-on.ts';

/** An office in June 2025, which is over, so that every evening of it has passed. */
export interface June {
  readonly office: Office;
  /** Does the work of a day, and seals it. */
  readonly on: <T>(day: number, work: () => Promise<T>) => Promise<T>;
  /**
   * The rows of an account in the report of aged exceptions, read on the 20th: as at a day, as known
   * now or on the evening of another.
   */
  readonly rowsOf: (account: string, asAt: number, known?: number) => Promise<any[]>;
  /** Of those: how many, what they make, and how many nobody had. */
  readonly counted: (account: string, asAt: number, known?: number) => Promise<string[]>;
}

/** A day of June 2025, as ISO text. */
export const june = (day: number): string => `2025-06-${String(day).padStart(2, '0')}`;

export async function anOfficeInJune(): Promise<June> {
  const sealer = testSealer();
  const office = await anOffice({ sealNow: sealer.sealNow });
  sealer.start(office.db);
  const rowsOf = async (account: string, asAt: number, known?: number): Promise<any[]> => {
    office.on(june(20));
    const knownAt = known === undefined ? '' : `&knownAt=${eveningOf(june(known))}`;
    const url = `/reports/aged-exceptions?asAt=${june(asAt)}${knownAt}`;
    const { rows } = await ok(office.finance.get(url), 200);
    return rows.filter((row: any) => row.account === account);
  };
  return {
    office,
    async on(day, work) {
      office.on(june(day));
      return writtenOn(office.db, june(day), async () => {
        const result = await work();
        await sealer.sealNow();
        return result;
      });
    },
    rowsOf,
    counted: async (...asked) =>
      (await rowsOf(...asked)).map(
        (row) => `${row.kind} ${row.exceptions} ${row.amount} ${row.without_owner}`,
      ),
  };
}
